import type { Order } from '../domain/order.ts';
import type { Database } from './database.ts';

/** The columns of an order as {@link Order} names them. */
export const orderColumns = `id, store_id AS "storeId", sequence, order_number AS "orderNumber", customer_id AS "customerId",
  status, payment_status AS "paymentStatus", contact_email AS "contactEmail", contact_full_name AS "contactFullName",
  contact_phone AS "contactPhone", redacted_at AS "redactedAt", currency, subtotal, discount_total AS "discountTotal",
  shipping_total AS "shippingTotal", tax_total AS "taxTotal", total, paid_total AS "paidTotal",
  refunded_total AS "refundedTotal", placed_at AS "placedAt", cancelled_at AS "cancelledAt", version,
  created_at AS "createdAt", updated_at AS "updatedAt"`;

/** Orders of the store by id, and of one customer where one is named. */
export const selectOrders = (
  { query }: Database,
  storeId: string,
  customerId: string | null,
  ids: readonly string[],
): Promise<Order[]> =>
  query(
    'orders-by-id',
    `SELECT ${orderColumns} FROM orders
     WHERE id = ANY ($2::uuid[]) AND store_id = $1 AND ($3::uuid IS NULL OR customer_id = $3)`,
    [storeId, ids, customerId],
  );

export async function findOrderByNumber(
  { query }: Database,
  storeId: string,
  orderNumber: string,
): Promise<Order | null> {
  const [order] = await query<Order>(
    'order-by-number',
    `SELECT ${orderColumns} FROM orders WHERE store_id = $1 AND order_number = $2`,
    [storeId, orderNumber],
  );
  return order ?? null;
}

/** A guest order that the token opens. */
export async function findGuestOrder(
  { query }: Database,
  storeId: string,
  id: string,
  tokenHash: string,
): Promise<Order | null> {
  const [order] = await query<Order>(
    'guest-order',
    `SELECT ${orderColumns} FROM orders
     WHERE id = $2 AND store_id = $1 AND customer_id IS NULL AND access_token_hash = $3`,
    [storeId, id, tokenHash],
  );
  return order ?? null;
}
