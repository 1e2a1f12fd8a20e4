import { createHash } from 'node:crypto';
import { queryJson, type Page } from '@customer-graph/subgraph';
import type { Order } from '../domain/order.ts';
import type { Database } from './database.ts';
import { binder, conditionsSql, type OrderConditions } from './order-conditions.ts';
import { sortSql, type OrderSort } from './order-sort.ts';
import { orderRow } from './read-orders.ts';

interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

/** SQL and values of {@link selectCustomerOrders}. */
export function customerOrdersSql(
  storeId: string,
  customerIds: readonly string[],
  conditions: OrderConditions,
  sort: OrderSort,
  page: Page,
): Statement {
  const { values, bind } = binder();
  const customers = bind(customerIds);
  const where = conditionsSql(storeId, conditions, bind);
  const { orderBy, after } = sortSql(sort, page, bind);
  const text = `SELECT page.line FROM unnest(${customers}::uuid[]) AS asked(id)
    CROSS JOIN LATERAL (
      SELECT ${orderRow.json} AS line FROM orders WHERE ${where} AND customer_id = asked.id AND ${after}
      ORDER BY ${orderBy} LIMIT ${bind(page.limit + 1)}
    ) AS page`;
  return { text, values };
}

/** SQL and values of {@link countCustomerOrders}. */
export function customerCountsSql(
  storeId: string,
  customerIds: readonly string[],
  conditions: OrderConditions,
): Statement {
  const { values, bind } = binder();
  const customers = bind(customerIds);
  const where = conditionsSql(storeId, conditions, bind);
  const text = `SELECT customer_id AS "customerId", count(*) AS count FROM orders
    WHERE ${where} AND customer_id = ANY (${customers}::uuid[]) GROUP BY customer_id`;
  return { text, values };
}

/** A page of each customer's orders in one statement: one order more than the page holds, in the page's direction. */
export function selectCustomerOrders(
  { query }: Database,
  ...asked: Parameters<typeof customerOrdersSql>
): Promise<Order[]> {
  const { text, values } = customerOrdersSql(...asked);
  return queryJson(query, orderRow, nameOf(text), text, values);
}

/** Number of each customer's orders; customers without one are left out. */
export function countCustomerOrders(
  { query }: Database,
  ...asked: Parameters<typeof customerCountsSql>
): Promise<{ customerId: string; count: number }[]> {
  const { text, values } = customerCountsSql(...asked);
  return query(nameOf(text), text, values);
}

const names = new Map<string, string>();
const maxNames = 500;

/** A name of its own for each text. Beyond as many combinations of filters and sorts as anyone uses, none: a name is kept. */
function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= maxNames) return '';
  const name = createHash('sha1').update(text).digest('base64url');
  names.set(text, name);
  return name;
}
