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
  readonly currency?: string | null;
  readonly totalMin?: number | null;
  readonly totalMax?: number | null;
  /** Beginnings of words that must all occur. */
  readonly words?: readonly string[] | null;
}

/** The words by which an order is found: the text of its index, letter for letter. */
const searchWords =
  'order_search_words(store_id, order_number, contact_email_normal, contact_full_name)';

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
  const { currency, totalMin, totalMax, words } = conditions;
  const parts = [`store_id = ${bind(storeId)}`];
  if (status) parts.push(`status = ANY (${bind(status)}::"OrderStatus"[])`);
  if (paymentStatus)
    parts.push(`payment_status = ANY (${bind(paymentStatus)}::"OrderPaymentStatus"[])`);
  if (placedFrom) parts.push(`placed_at >= ${bind(placedFrom)}`);
  if (placedTo) parts.push(`placed_at < ${bind(placedTo)}`);
  if (customerId != null) parts.push(`customer_id = ${bind(customerId)}::uuid`);
  if (guestOnly != null) parts.push(`customer_id IS ${guestOnly ? '' : 'NOT'} NULL`);
  if (currency != null) parts.push(`currency = ${bind(currency)}`);
  if (totalMin != null) parts.push(`total >= ${bind(totalMin)}::bigint`);
  if (totalMax != null) parts.push(`total <= ${bind(totalMax)}::bigint`);
  if (words) {
    const terms = words.map((word) => `'${`${storeId}:${word}`.replace(/['\\]/g, '$&$&')}':*`);
    parts.push(`${searchWords} @@ lower(${bind(terms.join(' & '))})::tsquery`);
  }
  return parts.join(' AND ');
}

/** Collects values and hands out their placeholders. */
export function binder(): { values: unknown[]; bind: (value: unknown) => string } {
  const values: unknown[] = [];
  return { values, bind: (value) => `$${values.push(value)}` };
}
