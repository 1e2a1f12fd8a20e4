import type { Page } from '@customer-graph/subgraph';
import type { Order } from '../domain/order.ts';
import type { Database } from './database.ts';
import { binder, conditionsSql, type OrderConditions } from './order-conditions.ts';
import { sortSql, type OrderSort } from './order-sort.ts';
import { orderColumns } from './read-orders.ts';

/** A statement without a name is planned for its very values, and which index is best depends on them. */
const planned = '';

/** SQL and values of {@link searchOrders}. */
export function searchSql(
  storeId: string,
  conditions: OrderConditions,
  sort: OrderSort,
  page: Page,
): { text: string; values: unknown[] } {
  const { values, bind } = binder();
  const where = conditionsSql(storeId, conditions, bind);
  const { orderBy, after } = sortSql(sort, page, bind);
  const text = `SELECT ${orderColumns} FROM orders WHERE ${where} AND ${after}
    ORDER BY ${orderBy} LIMIT ${bind(page.limit + 1)}`;
  return { text, values };
}

/** One order more than the page holds, in the page's direction. */
export function searchOrders(
  { query }: Database,
  storeId: string,
  conditions: OrderConditions,
  sort: OrderSort,
  page: Page,
): Promise<Order[]> {
  const { text, values } = searchSql(storeId, conditions, sort, page);
  return query<Order>(planned, text, values);
}

export async function countOrders(
  { query }: Database,
  storeId: string,
  conditions: OrderConditions,
): Promise<number> {
  const { values, bind } = binder();
  const where = conditionsSql(storeId, conditions, bind);
  const text = `SELECT count(*) AS count FROM orders WHERE ${where}`;
  const [row] = await query<{ count: number }>(planned, text, values);
  return row?.count ?? 0;
}
