import { appendEvent } from '@customer-graph/events';
import type { Customer } from '../domain/customer.ts';
import type { Transaction } from './database.ts';

/** What the feed tells of customers; the README describes the contract. */
export type CustomerEventType =
  | 'customer.created'
  | 'customer.status_changed'
  | 'customer.merged'
  | 'customer.erased'
  | 'customer.export_requested';

const contractVersion = 1;

/** Tells where a customer stands after a change, in the transaction that changes it. */
export async function tellOfCustomer(
  tx: Transaction,
  type: CustomerEventType,
  { id: subject, storeId, status, version, mergedInto }: Customer,
  /** The privacy request that listeners are to answer. */
  requestId: string | null = null,
): Promise<void> {
  const payload = { status, version, mergedInto, requestId };
  await appendEvent(tx, { type, version: contractVersion, storeId, subject, payload });
}

/** Publishes that a person without an account is to be removed. The request says who it is: an event holds no personal data. */
export const recordContactErased = (
  tx: Transaction,
  { id: requestId, storeId }: { readonly id: string; readonly storeId: string },
): Promise<void> =>
  appendEvent(tx, {
    ...{ type: 'contact.erased', version: contractVersion, storeId, subject: requestId },
    payload: { requestId },
  });
