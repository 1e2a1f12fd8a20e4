import { createHash } from 'node:crypto';
import type { Page } from '@customer-graph/subgraph';
import type { Order } from '../domain/order.ts';
import type { Database } from './database.ts';
import { binder, conditionsSql, type OrderConditions } from './order-conditions.ts';
import { sortSql, type OrderSort } from './order-sort.ts';
import { orderColumns } from './read-orders.ts';

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
  const text = `SELECT page.* FROM unnest(${customers}::uuid[]) AS asked(id)
    CROSS JOIN LATERAL (
      SELECT ${orderColumns} FROM orders WHERE ${where} AND customer_id = asked.id AND ${after}
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
): Promise<(Order & { customerId: string })[]> {
  const { text, values } = customerOrdersSql(...asked);
  return query(nameOf(text), text, values);
}

/** Number of each customer's orders; customers without one are left out. */
export function countCustomerOrders(
  { query }: Database,
  ...asked: Parameters<typeof customerCountsSql>
): Promise<{ customerId: string; count: number }[]> {
  const { text, values } = customerCountsSql(...asked);
  return query(nameOf(text), text, values);
}

/** A name of its own for each text; there are as many as combinations of filters and sorts. */
const nameOf = (text: string): string => createHash('sha1').update(text).digest('base64url');
