import {
  readContactEvent,
  readCustomerEvent,
  rememberCustomer,
  type CustomerEvent,
} from '@customer-graph/customer-references';
import type { FeedEvent } from '@customer-graph/events';
import { lockHeir } from '../db/customer-refs.ts';
import type { Transaction } from '../db/database.ts';
import { moveOrders } from '../db/orders.ts';
import { extendErasures, putTask } from '../db/privacy-tasks.ts';
import { recordHistory } from './change-order.ts';

/**
 * Follows what happens to a customer. Bears repetition, and events of one customer in any order. What a privacy request asks for
 * is done later, as a task: it takes long, and needs the customers service.
 */
export async function applyCustomerEvent(tx: Transaction, event: FeedEvent): Promise<void> {
  const requestedAt = new Date(event.occurredAt);
  const contact = readContactEvent(event);
  if (contact) {
    const { storeId, requestId } = contact;
    const guest = { id: requestId, storeId, requestId, customerId: null, requestedAt };
    await putTask(tx, { ...guest, kind: 'ERASURE' });
  }
  const customer = readCustomerEvent(event);
  if (!customer) return;
  // Waits for placements that refer to the customer, and refuses those that come after: see lockReference.
  await rememberCustomer(tx, customer);
  const { storeId, customerId, requestId } = customer;
  if (customer.type === 'customer.merged') await followMerge(tx, customer, requestedAt);
  if (customer.type === 'customer.erased') {
    const task = { id: requestId ?? customerId, storeId, requestId, customerId, requestedAt };
    await putTask(tx, { ...task, kind: 'ERASURE' });
  }
  if (customer.type === 'customer.export_requested') {
    if (requestId === null) throw new Error('the event names no request');
    const task = { id: requestId, storeId, requestId, customerId, requestedAt };
    await putTask(tx, { ...task, kind: 'EXPORT' });
  }
}

async function followMerge(
  tx: Transaction,
  { storeId, customerId, mergedInto }: CustomerEvent,
  requestedAt: Date,
): Promise<void> {
  if (mergedInto === null) throw new Error('the event does not tell into whom');
  const heir = await lockHeir(tx, storeId, mergedInto);
  await moveOrders(tx, { storeId, from: customerId, to: heir.id }, (moved) =>
    recordHistory(tx, moved, {
      type: 'CUSTOMER_MERGED',
      actor: 'service:customers',
      at: new Date(),
      note: `was an order of customer ${customerId}`,
    }),
  );
  // Transactions that overlap may be told in either order, so the heir may be gone already.
  if (heir.status !== 'ERASED' || (await extendErasures(tx, storeId, heir.id))) return;
  const task = { id: heir.id, storeId, requestId: null, customerId: heir.id, requestedAt };
  await putTask(tx, { ...task, kind: 'ERASURE' });
}
