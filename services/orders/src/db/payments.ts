import type { Order } from '../domain/order.ts';
import type { Database, Transaction } from './database.ts';

interface MoneyEntry {
  readonly id: string;
  readonly amount: number;
  readonly actor: string;
  readonly at: Date;
}
/** Money received. */
export interface Payment extends MoneyEntry {
  readonly reference: string;
}
/** Money given back. */
export interface Refund extends MoneyEntry {
  /** Null once personal data has been removed. */
  readonly reason: string | null;
  readonly reference: string | null;
}

/** False where the order has a payment of this reference. */
export async function insertPayment(
  tx: Transaction,
  { id: orderId, storeId }: Order,
  payment: Payment,
): Promise<boolean> {
  const data = { ...payment, orderId, storeId };
  const { count } = await tx.payment.createMany({ data, skipDuplicates: true });
  return count === 1;
}

/** False where the order has a refund of this reference. */
export async function insertRefund(
  tx: Transaction,
  { id: orderId, storeId }: Order,
  refund: Refund,
): Promise<boolean> {
  const data = { ...refund, orderId, storeId };
  const { count } = await tx.refund.createMany({ data, skipDuplicates: true });
  return count === 1;
}

type OfOrder<Row> = Row & { readonly orderId: string };

export const selectPayments = (
  { query }: Database,
  storeId: string,
  orderIds: readonly string[],
): Promise<OfOrder<Payment>[]> =>
  query(
    'payments-of-orders',
    `SELECT order_id AS "orderId", id, amount, reference, actor, at
     FROM payments WHERE order_id = ANY ($2::uuid[]) AND store_id = $1 ORDER BY order_id, at, id`,
    [storeId, orderIds],
  );

export const selectRefunds = (
  { query }: Database,
  storeId: string,
  orderIds: readonly string[],
): Promise<OfOrder<Refund>[]> =>
  query(
    'refunds-of-orders',
    `SELECT order_id AS "orderId", id, amount, reason, reference, actor, at
     FROM refunds WHERE order_id = ANY ($2::uuid[]) AND store_id = $1 ORDER BY order_id, at, id`,
    [storeId, orderIds],
  );
