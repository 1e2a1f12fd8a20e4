import {
  readCustomerEvent,
  rememberCustomer,
  writeReceipt,
  type CustomerEvent,
} from '@customer-graph/customer-references';
import type { FeedEvent } from '@customer-graph/events';
import { lockHeir } from '../db/customer-refs.ts';
import type { Transaction } from '../db/database.ts';
import { moveOrders } from '../db/orders.ts';
import { redactOrders } from '../db/redact-orders.ts';
import { recordHistory } from './change-order.ts';
import { customerDocument } from './customer-document.ts';

/** Follows what happens to a customer. Bears repetition, and events of one customer in any order. */
export async function applyCustomerEvent(tx: Transaction, event: FeedEvent): Promise<void> {
  const customer = readCustomerEvent(event);
  if (!customer) return;
  // Waits for placements that refer to the customer, and refuses those that come after: see lockReference.
  await rememberCustomer(tx, customer);
  if (customer.type === 'customer.merged') await followMerge(tx, customer);
  if (customer.type === 'customer.erased') await followErasure(tx, customer);
  if (customer.type === 'customer.export_requested') await answerExport(tx, customer);
}

async function followMerge(
  tx: Transaction,
  { storeId, customerId, mergedInto }: CustomerEvent,
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
  if (heir.status === 'ERASED') await redactOrders(tx, storeId, heir.id);
}

async function followErasure(
  tx: Transaction,
  { storeId, customerId, requestId }: CustomerEvent,
): Promise<void> {
  const count = await redactOrders(tx, storeId, customerId);
  if (requestId === null) return;
  const detail = `${count} ${count === 1 ? 'order' : 'orders'} redacted`;
  await writeReceipt(tx, { requestId, storeId, detail });
}

async function answerExport(
  tx: Transaction,
  { storeId, customerId, requestId }: CustomerEvent,
): Promise<void> {
  if (requestId === null) throw new Error('the event names no request');
  const document = await customerDocument(tx, storeId, customerId);
  const count = document.orders.length;
  const detail = `${count} ${count === 1 ? 'order' : 'orders'}`;
  await writeReceipt(tx, { requestId, storeId, detail, document });
}
