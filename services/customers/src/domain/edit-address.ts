import {
  isId,
  notFound,
  transactional,
  type NotFoundError,
  type Scope,
} from '@customer-graph/subgraph';
import { findAddress, findAddressOwner } from '../db/addresses.ts';
import { changeCustomer } from '../db/customers.ts';
import { subjects, type Transaction } from '../db/database.ts';
import { recordHistory, type HistoryType } from '../db/history.ts';
import type { Address } from './address.ts';
import type { Customer } from './customer.ts';
import { lockEditable } from './editable.ts';
import type { Module } from './module.ts';

export interface AddressPayload {
  readonly __typename: 'AddressPayload';
  /** Null when a call is repeated after its address was removed. */
  readonly address: Address | null;
  readonly customer: Customer;
}

interface Answer {
  readonly __typename: string;
}

/** Runs an edit on an address that the caller may reach, its customer locked; the customer's version rises. */
export async function editAddress<Result extends Answer>(
  { db }: Module,
  scope: Scope,
  id: string,
  edit: (tx: Transaction, address: Address, customer: Customer) => Promise<Result>,
): Promise<Result | NotFoundError> {
  if (!isId(id)) return notFound('address');
  const owner = scope.customerId ?? (await findAddressOwner(db.prisma, scope, id));
  if (owner === null) return notFound('address');
  const writer = db.writerOf(subjects.customer(owner));
  return transactional(writer, async (tx): Promise<Result | NotFoundError> => {
    const customer = await lockEditable(tx, scope, owner);
    const address = customer && (await findAddress(tx, { storeId: scope.storeId, id }));
    // Another request may have removed it, or moved it to another customer.
    if (address?.customerId !== customer?.id || !customer || !address) return notFound('address');
    return edit(tx, address, customer);
  });
}

/** Notes a change of a customer's addresses on the customer. */
export async function touchCustomer(
  tx: Transaction,
  { actor }: Scope,
  customer: Customer,
  type: HistoryType,
): Promise<Customer> {
  await recordHistory(tx, customer, { type, actor });
  return changeCustomer(tx, customer, {});
}
