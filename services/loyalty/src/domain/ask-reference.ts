import { isId } from '@customer-graph/subgraph';
import type { Transaction } from '../db/database.ts';
import {
  customerNotActive,
  unknownCustomer,
  type CustomerNotActiveError,
  type UnknownCustomerError,
} from './failures.ts';
import type { Module } from './module.ts';

export type ReferenceError = UnknownCustomerError | CustomerNotActiveError;

/**
 * Asks, if need be, whether a customer exists. The answer is a function that tells within the write whether points may be
 * written for it: a repetition is answered as before even when the customer is gone or nobody can tell. It locks the
 * reference, so call it before the account is locked.
 */
export async function askReference(
  { customerReferences }: Module,
  storeId: string,
  customerId: string,
): Promise<(tx: Transaction) => Promise<ReferenceError | null>> {
  if (!isId(customerId)) return async () => unknownCustomer(customerId);
  const [asked] = await Promise.allSettled([customerReferences.ensureKnown(storeId, customerId)]);
  return async (tx) => {
    const status = await customerReferences.lock(tx, storeId, customerId);
    if (status === null && asked.status === 'rejected') throw asked.reason;
    if (status === null) return unknownCustomer(customerId);
    return status === 'ACTIVE' ? null : customerNotActive(customerId);
  };
}
