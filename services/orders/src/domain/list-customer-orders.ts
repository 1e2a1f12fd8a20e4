import { parseLimit, parsePage } from '@customer-graph/subgraph';
import { countCustomerOrders, selectCustomerOrders } from '../db/customer-orders.ts';
import {
  parseFilter,
  parseOrderPage,
  toOrderConnection,
  type CustomerOrderFilter,
  type OrderConnection,
  type SortArgs,
} from './list-orders.ts';
import { groupBy } from './group.ts';
import type { Module } from './module.ts';
import type { Order } from './order.ts';

export interface ListCustomerOrders extends SortArgs {
  readonly filter?: CustomerOrderFilter | null | undefined;
}

/** A page of each customer's orders; the same page for all, as it is the same field. */
export async function listCustomerOrders(
  { db }: Module,
  storeId: string,
  customerIds: readonly string[],
  args: ListCustomerOrders,
  countOf: (customerId: string) => Promise<number>,
): Promise<OrderConnection[]> {
  const { sort, page } = parseOrderPage(args);
  const conditions = parseFilter(args.filter);
  const orders = await selectCustomerOrders(db, storeId, customerIds, conditions, sort, page);
  const byCustomer = groupBy(orders, ({ customerId }) => customerId);
  return customerIds.map((id) =>
    toOrderConnection(byCustomer.get(id) ?? [], sort, page, () => countOf(id)),
  );
}

const maxRecent = 50;
const recentPreset = 5;

/** Each customer's newest orders. */
export async function listRecentOrders(
  { db }: Module,
  storeId: string,
  customerIds: readonly string[],
  limit: number | null | undefined,
): Promise<Order[][]> {
  const wanted = parseLimit(limit, 'limit', recentPreset, maxRecent);
  const sort = { field: 'PLACED_AT', direction: 'DESC' } as const;
  const page = { ...parsePage({}, ''), limit: wanted };
  const orders = await selectCustomerOrders(db, storeId, customerIds, {}, sort, page);
  const byCustomer = groupBy(orders, ({ customerId }) => customerId);
  return customerIds.map((id) => (byCustomer.get(id) ?? []).slice(0, wanted));
}

/** Number of each customer's orders. */
export async function countOrdersOf(
  { db }: Module,
  storeId: string,
  customerIds: readonly string[],
  filter: CustomerOrderFilter | null | undefined,
): Promise<number[]> {
  const rows = await countCustomerOrders(db, storeId, customerIds, parseFilter(filter));
  const counts = new Map(rows.map(({ customerId, count }) => [customerId, count]));
  return customerIds.map((id) => counts.get(id) ?? 0);
}
