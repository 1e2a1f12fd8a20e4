import { appendEvents } from '@customer-graph/events';
import { z } from 'zod';
import type { Order } from '../domain/order.ts';
import { orderStatuses } from '../domain/order-status.ts';
import { calledOff } from '../domain/payment-status.ts';
import type { Transaction } from './database.ts';

/** What the feed tells of orders; the README describes the contract. */
type OrderEventType =
  'order.placed' | 'order.paid' | 'order.refunded' | 'order.cancelled' | 'order.status_changed';

const contractVersion = 1;
const amount = z.int().min(0);

/** What is told, and nothing more: an order's contact and addresses are not for a feed, which is kept. */
const contract = z.object({
  customerId: z.uuid().nullable(),
  orderNumber: z.string(),
  status: z.enum(orderStatuses),
  currency: z.string().length(3),
  version: z.int().min(1),
  total: amount,
  goodsTotal: amount,
  shippingTotal: amount,
  taxTotal: amount,
  paidTotal: amount,
  refundedTotal: amount,
  returnedTotal: amount,
  fullyPaid: z.boolean(),
  cancelled: z.boolean(),
});

/** Tells where orders stand after a change, in the transaction that changes them. */
export async function tellOfOrders(
  tx: Transaction,
  type: OrderEventType,
  orders: readonly Order[],
): Promise<void> {
  const events = orders.map((order) => {
    const { id: subject, storeId, status } = order;
    const payload = contract.parse({
      ...order,
      // A discount beyond the goods is one on shipping or tax.
      goodsTotal: Math.max(0, order.subtotal - order.discountTotal),
      returnedTotal: calledOff(order),
      cancelled: status === 'CANCELLED',
    });
    return { type, version: contractVersion, storeId, subject, payload };
  });
  await appendEvents(tx, events);
}

/** The event that tells how a change has moved an order. */
export function eventTypeOf(before: Order, after: Order): OrderEventType {
  if (after.status !== before.status)
    return after.status === 'CANCELLED' ? 'order.cancelled' : 'order.status_changed';
  if (after.refundedTotal > before.refundedTotal) return 'order.refunded';
  return after.paidTotal > before.paidTotal ? 'order.paid' : 'order.status_changed';
}
