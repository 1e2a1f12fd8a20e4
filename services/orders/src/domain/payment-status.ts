export type PaymentStatus =
  'UNPAID' | 'PARTIALLY_PAID' | 'PAID' | 'PARTIALLY_REFUNDED' | 'REFUNDED';

/** What follows from the totals; a check in the database says the same. */
export function paymentStatusOf(total: number, paid: number, refunded: number): PaymentStatus {
  if (refunded > 0) return refunded === paid ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
  if (paid === total) return 'PAID';
  return paid > 0 ? 'PARTIALLY_PAID' : 'UNPAID';
}
