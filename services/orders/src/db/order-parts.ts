import type { HistoryType } from '../domain/order-history.ts';
import type { OrderStatus } from '../domain/order-status.ts';
import type { Order } from '../domain/order.ts';
import type { Database, Transaction } from './database.ts';

/** A line of an order; amounts are in the order's currency. */
export interface OrderLine {
  readonly id: string;
  readonly sku: string | null;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: number;
  readonly total: number;
}

export interface OrderAddress {
  readonly fullName: string | null;
  readonly company: string | null;
  readonly line1: string | null;
  readonly line2: string | null;
  readonly city: string | null;
  readonly region: string | null;
  readonly postalCode: string | null;
  readonly countryCode: string;
}
export type AddressKind = 'SHIPPING' | 'BILLING';

export interface HistoryEntry {
  readonly id: string;
  readonly at: Date;
  readonly type: HistoryType;
  readonly fromStatus: OrderStatus | null;
  readonly toStatus: OrderStatus | null;
  /** Money that moved; null when none did. */
  readonly amount: number | null;
  readonly actor: string;
  readonly note: string | null;
  readonly visibleToCustomer: boolean;
}

type OrderKey = Pick<Order, 'id' | 'storeId'>;

export async function insertLines(
  tx: Transaction,
  { id: orderId, storeId }: OrderKey,
  lines: readonly OrderLine[],
): Promise<void> {
  const of = <Key extends keyof OrderLine>(key: Key) => lines.map((line) => line[key]);
  // Hundreds of lines in one row each would be thousands of values; as columns they are six.
  await tx.$executeRaw`
    INSERT INTO order_lines (store_id, order_id, id, sku, name, quantity, unit_price, total, position)
    SELECT ${storeId}, ${orderId}::uuid, line.*
    FROM unnest(${of('id')}::uuid[], ${of('sku')}::text[], ${of('name')}::text[], ${of('quantity')}::int[],
      ${of('unitPrice')}::bigint[], ${of('total')}::bigint[]) WITH ORDINALITY AS line`;
}

/** Counts refunded goods on a line; false where the order has no such line or not that many left. */
export async function addRefundedQuantity(
  tx: Transaction,
  { id: orderId, storeId }: OrderKey,
  lineId: string,
  quantity: number,
): Promise<boolean> {
  const changed = await tx.$executeRaw`
    UPDATE order_lines SET refunded_quantity = refunded_quantity + ${quantity}
    WHERE id = ${lineId}::uuid AND order_id = ${orderId}::uuid AND store_id = ${storeId}
      AND ${quantity} <= quantity - refunded_quantity`;
  return changed === 1;
}

export async function insertAddress(
  tx: Transaction,
  { id: orderId, storeId }: OrderKey,
  kind: AddressKind,
  address: OrderAddress,
): Promise<void> {
  await tx.orderAddress.create({ data: { ...address, kind, orderId, storeId } });
}

export async function insertHistory(
  tx: Transaction,
  entries: readonly (OfOrder<HistoryEntry> & { readonly storeId: string })[],
): Promise<void> {
  await tx.historyEntry.createMany({ data: [...entries] });
}

type OfOrder<Row> = Row & { readonly orderId: string };

export const selectLines = (
  { query }: Database,
  storeId: string,
  orderIds: readonly string[],
): Promise<OfOrder<OrderLine & { refundedQuantity: number }>[]> =>
  query(
    'lines-of-orders',
    `SELECT order_id AS "orderId", id, sku, name, quantity, unit_price AS "unitPrice", total,
            refunded_quantity AS "refundedQuantity"
     FROM order_lines WHERE order_id = ANY ($2::uuid[]) AND store_id = $1 ORDER BY order_id, position`,
    [storeId, orderIds],
  );

export const selectAddresses = (
  { query }: Database,
  storeId: string,
  orderIds: readonly string[],
): Promise<OfOrder<OrderAddress & { kind: AddressKind; redactedAt: Date | null }>[]> =>
  query(
    'addresses-of-orders',
    `SELECT order_id AS "orderId", kind, full_name AS "fullName", company, line1, line2, city, region,
            postal_code AS "postalCode", country_code AS "countryCode", redacted_at AS "redactedAt"
     FROM order_addresses WHERE order_id = ANY ($2::uuid[]) AND store_id = $1`,
    [storeId, orderIds],
  );

export const selectHistory = (
  { query }: Database,
  storeId: string,
  orderIds: readonly string[],
): Promise<OfOrder<HistoryEntry>[]> =>
  query(
    'history-of-orders',
    `SELECT order_id AS "orderId", id, at, type, from_status AS "fromStatus", to_status AS "toStatus", amount, actor,
            note, visible_to_customer AS "visibleToCustomer"
     FROM order_history WHERE order_id = ANY ($2::uuid[]) AND store_id = $1 ORDER BY order_id, id`,
    [storeId, orderIds],
  );
