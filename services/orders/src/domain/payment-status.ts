import type { OrderStatus } from './order-status.ts';

export type PaymentStatus =
  'UNPAID' | 'PARTIALLY_PAID' | 'PAID' | 'PARTIALLY_REFUNDED' | 'REFUNDED';

/** What was ordered, received and given back, in the minor unit of the order's currency. */
export interface MoneyTotals {
  readonly total: number;
  readonly paidTotal: number;
  readonly refundedTotal: number;
}

/** What the store has received and not given back. */
export const kept = ({ paidTotal, refundedTotal }: MoneyTotals): number =>
  paidTotal - refundedTotal;

/** What follows from the totals; a check in the database says the same. */
export function paymentStatusOf(totals: MoneyTotals): PaymentStatus {
  const { total, paidTotal, refundedTotal } = totals;
  if (kept(totals) >= total) return 'PAID';
  if (paidTotal === 0) return 'UNPAID';
  if (refundedTotal === 0) return 'PARTIALLY_PAID';
  return kept(totals) === 0 ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
}

/** The part of the total that was given back and not paid again. */
const returned = (totals: MoneyTotals): number =>
  Math.min(totals.refundedTotal, Math.max(0, totals.total - kept(totals)));

type Standing = MoneyTotals & { readonly status: OrderStatus };

const isOver = (status: OrderStatus): boolean => status === 'CANCELLED' || status === 'REFUNDED';

/** What the store keeps beyond what is due: nothing is due for an order that is over. */
export const overpaid = (order: Standing): number =>
  Math.max(0, kept(order) - (isOver(order.status) ? 0 : order.total));

/** The part of the total that the order will not bring in: all of it once the order is over. */
export const calledOff = (order: Standing): number =>
  isOver(order.status) ? order.total : returned(order);

/** Whether all that was due has been paid, and now all of it is given back. A free order has nothing to give back. */
export const isRefunded = (order: MoneyTotals & { readonly fullyPaid: boolean }): boolean =>
  order.fullyPaid && order.total > 0 && kept(order) === 0;

/**
 * Whether somebody may still need the contact and address of an order: it is open, and the store keeps money for it, or takes
 * none, or has begun with it before the money comes.
 */
export const inDelivery = (order: Standing): boolean =>
  !isOver(order.status) &&
  order.status !== 'DELIVERED' &&
  (kept(order) > 0 || order.total === 0 || (order.paidTotal === 0 && order.status !== 'PENDING'));
