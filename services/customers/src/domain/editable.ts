import { unauthenticated, type Scope } from '@customer-graph/subgraph';
import { lockCustomer } from '../db/customers.ts';
import type { Transaction } from '../db/database.ts';
import { isTombstone, type Customer } from './customer.ts';

/**
 * Locks a customer that the caller may change; null counts as missing. An access token outlives its account by up to five
 * minutes, so a customer whose account is closed is turned away here. @throws UNAUTHENTICATED
 */
export async function lockEditable(
  tx: Transaction,
  { storeId, customerId }: Pick<Scope, 'storeId' | 'customerId'>,
  id: string,
): Promise<Customer | null> {
  if (customerId !== null && customerId !== id) return null;
  const customer = await lockCustomer(tx, storeId, id);
  if (customerId !== null && customer?.status !== 'ACTIVE') throw accountClosed();
  return customer && !isTombstone(customer) ? customer : null;
}

/** @throws UNAUTHENTICATED when the caller is the customer and its account was closed meanwhile */
export function refuseClosed(scope: Pick<Scope, 'customerId'>, { status }: Customer): void {
  if (scope.customerId !== null && status !== 'ACTIVE') throw accountClosed();
}

export const accountClosed = () => unauthenticated('This account is closed.');
