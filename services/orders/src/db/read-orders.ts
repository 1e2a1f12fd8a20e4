import { rowFormat } from '@customer-graph/subgraph';
import { notClosed } from '@customer-graph/customer-references';
import type { Order } from '../domain/order.ts';
import type { Database } from './database.ts';

/** The columns of an order as {@link Order} names them. */
export const orderRow = rowFormat<Omit<Order, 'concealed'>>({
  id: 'id',
  storeId: 'store_id',
  sequence: 'sequence',
  orderNumber: 'order_number',
  customerId: 'customer_id',
  status: 'status',
  paymentStatus: 'payment_status',
  contactEmail: 'contact_email',
  contactFullName: 'contact_full_name',
  contactPhone: 'contact_phone',
  redactedAt: { instant: 'redacted_at' },
  currency: 'currency',
  subtotal: 'subtotal',
  discountTotal: 'discount_total',
  shippingTotal: 'shipping_total',
  taxTotal: 'tax_total',
  total: 'total',
  paidTotal: 'paid_total',
  refundedTotal: 'refunded_total',
  fullyPaid: 'fully_paid',
  placedAt: { instant: 'placed_at' },
  cancelledAt: { instant: 'cancelled_at' },
  version: 'version',
  createdAt: { instant: 'created_at' },
  updatedAt: { instant: 'updated_at' },
});
export const orderColumns = orderRow.columns;

/** Orders of the store by id, and of one customer where one is named, unless its account is closed. */
export const selectOrders = (
  { query }: Database,
  storeId: string,
  customerId: string | null,
  ids: readonly string[],
): Promise<Order[]> =>
  query(
    'orders-by-id',
    `SELECT ${orderColumns} FROM orders
     WHERE id = ANY ($2::uuid[]) AND store_id = $1 AND ($3::uuid IS NULL OR customer_id = $3)
       AND ${notClosed('$1', '$3')}`,
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
