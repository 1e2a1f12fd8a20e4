import type { Search } from '@customer-graph/text';
import type { OrderStatus } from '../domain/order-status.ts';
import type { PaymentStatus } from '../domain/payment-status.ts';

/** Conditions on orders; all that are given must hold. */
export interface OrderConditions {
  readonly status?: readonly OrderStatus[] | null;
  readonly paymentStatus?: readonly PaymentStatus[] | null;
  readonly placedFrom?: Date | null;
  readonly placedTo?: Date | null;
  readonly customerId?: string | null;
  readonly guestOnly?: boolean | null;
  /** Of a payment or refund. */
  readonly reference?: string | null;
  readonly overpaid?: boolean | null;
  readonly currency?: string | null;
  readonly totalMin?: number | null;
  readonly totalMax?: number | null;
  readonly search?: Search | null;
}

/**
 * Conditions as SQL. Only those given are in the text: a condition that may be absent (`$1 IS NULL OR …`) would keep
 * PostgreSQL from using its index. `bind` takes a value and answers its placeholder.
 */
export function conditionsSql(
  storeId: string,
  conditions: OrderConditions,
  bind: (value: unknown) => string,
): string {
  const { status, paymentStatus, placedFrom, placedTo, customerId, guestOnly } = conditions;
  const { reference, overpaid, currency, totalMin, totalMax, search } = conditions;
  const parts = [`store_id = ${bind(storeId)}`];
  if (status) parts.push(`status = ANY (${bind(status)}::"OrderStatus"[])`);
  if (paymentStatus)
    parts.push(`payment_status = ANY (${bind(paymentStatus)}::"OrderPaymentStatus"[])`);
  if (placedFrom) parts.push(`placed_at >= ${bind(placedFrom)}`);
  if (placedTo) parts.push(`placed_at < ${bind(placedTo)}`);
  if (customerId != null) parts.push(`customer_id = ${bind(customerId)}::uuid`);
  if (guestOnly != null) parts.push(`customer_id IS ${guestOnly ? '' : 'NOT'} NULL`);
  if (reference != null) parts.push(referenceSql(storeId, reference, bind));
  if (overpaid != null) parts.push(`${overpaid ? '' : 'NOT '}${overpaidSql}`);
  if (currency != null) parts.push(`currency = ${bind(currency)}`);
  if (totalMin != null) parts.push(`total >= ${bind(totalMin)}::bigint`);
  if (totalMax != null) parts.push(`total <= ${bind(totalMax)}::bigint`);
  if (search) parts.push(foundSql(search, bind));
  return parts.join(' AND ');
}

const overpaidSql = 'order_overpaid(status, total, paid_total, refunded_total)';

function referenceSql(
  storeId: string,
  reference: string,
  bind: (value: unknown) => string,
): string {
  const [store, name] = [bind(storeId), bind(reference)];
  const named = (table: string) =>
    `SELECT order_id FROM ${table} WHERE store_id = ${store} AND reference = ${name}`;
  return `id IN (${named('payments')} UNION ALL ${named('refunds')})`;
}

/** Collects values and hands out their placeholders. */
export function binder(): { values: unknown[]; bind: (value: unknown) => string } {
  const values: unknown[] = [];
  return { values, bind: (value) => `$${values.push(value)}` };
}

/** The words of what is searched for; one address alone also as text, of which PostgreSQL knows how many begin alike. */
function foundSql({ query, prefix }: Search, bind: (value: unknown) => string): string {
  const words = `search_words(store_id, search_key) @@ ${bind(query)}::tsquery`;
  return prefix === null ? words : `(${words} OR contact_email_normal LIKE ${bind(prefix)})`;
}
