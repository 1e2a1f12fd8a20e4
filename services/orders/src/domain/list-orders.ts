import {
  badUserInput,
  foreignCursor,
  isId,
  parsePage,
  parseTimeRange,
  toConnection,
  type Connection,
  type ConnectionArgs,
  type Page,
  type TimeRange,
} from '@customer-graph/subgraph';
import { line, parseSearch } from '@customer-graph/text';
import { z } from 'zod';
import { countOrders, searchOrders } from '../db/search-orders.ts';
import type { OrderConditions } from '../db/order-conditions.ts';
import { keysOf, type OrderSort } from '../db/order-sort.ts';
import { isUpperCaseCode } from './fields.ts';
import type { Module } from './module.ts';
import type { OrderStatus } from './order-status.ts';
import type { Order } from './order.ts';
import type { PaymentStatus } from './payment-status.ts';

export interface CustomerOrderFilter {
  readonly status?: readonly OrderStatus[] | null | undefined;
  readonly paymentStatus?: readonly PaymentStatus[] | null | undefined;
  readonly placedAt?: TimeRange | null | undefined;
}
interface OrderFilter extends CustomerOrderFilter {
  readonly customerId?: string | null | undefined;
  readonly guestOnly?: boolean | null | undefined;
  readonly paymentReference?: string | null | undefined;
  readonly overpaid?: boolean | null | undefined;
  readonly total?:
    | {
        readonly currency: string;
        readonly min?: number | null | undefined;
        readonly max?: number | null | undefined;
      }
    | null
    | undefined;
}
export interface SortArgs extends ConnectionArgs {
  readonly sortBy?: OrderSort | null | undefined;
}
export interface ListOrders extends SortArgs {
  readonly search?: string | null | undefined;
  readonly filter?: OrderFilter | null | undefined;
}
export interface OrderConnection extends Connection<Order> {
  readonly totalCount: () => Promise<number>;
}

const newestFirst: OrderSort = { field: 'PLACED_AT', direction: 'DESC' };

/** A page of the store's orders by search, filter and sort. */
export async function listOrders(
  { db }: Module,
  storeId: string,
  args: ListOrders,
): Promise<OrderConnection> {
  const { sort, page } = parseOrderPage(args);
  const { filter, search } = args;
  const { customerId, guestOnly, total, paymentReference, overpaid } = filter ?? {};
  if (customerId != null && !isId(customerId))
    throw badUserInput('filter.customerId is not a valid id.');
  if (total && !isUpperCaseCode(total.currency))
    throw badUserInput('filter.total.currency must be in upper case, such as EUR.');
  if (total?.min != null && total.max != null && total.min > total.max)
    throw badUserInput('filter.total.min must not be above filter.total.max.');
  const conditions: OrderConditions = {
    ...parseFilter(filter),
    customerId: customerId ?? null,
    guestOnly: guestOnly ?? null,
    reference: parseReference(paymentReference),
    overpaid: overpaid ?? null,
    currency: total?.currency ?? null,
    totalMin: total?.min ?? null,
    totalMax: total?.max ?? null,
    search: parseSearch(storeId, search),
  };
  const orders = await searchOrders(db, storeId, conditions, sort, page);
  return toOrderConnection(orders, sort, page, () => countOrders(db, storeId, conditions));
}

export function toOrderConnection(
  orders: readonly Order[],
  { field }: OrderSort,
  page: Page,
  totalCount: () => Promise<number>,
): OrderConnection {
  const cursorOf = (order: Order) => keysOf(field).map((key) => key.of(order));
  return { ...toConnection(orders, page, cursorOf), totalCount };
}

const cursorTypes = {
  // ISO 8601 has a year 0, PostgreSQL has none.
  timestamptz: z.iso.datetime().refine((time) => !time.startsWith('0000')),
  bigint: z.int(),
  text: z.string().regex(/^[A-Z]{3}$/),
  uuid: z.string().refine(isId),
};

/** Sort and page of a list of orders. @throws BAD_USER_INPUT also for a cursor that somebody has made up */
export function parseOrderPage(args: SortArgs): { sort: OrderSort; page: Page } {
  const sort = args.sortBy ?? newestFirst;
  const page = parsePage(args, `orders:${sort.field}:${sort.direction}`);
  const keys = keysOf(sort.field);
  const genuine =
    page.cursor?.length === keys.length &&
    keys.every(({ type }, index) => cursorTypes[type].safeParse(page.cursor?.[index]).success);
  if (page.cursor && !genuine) throw foreignCursor();
  return { sort, page };
}

/** @throws BAD_USER_INPUT for conditions that no order can meet */
export function parseFilter(filter: CustomerOrderFilter | null | undefined): OrderConditions {
  const { status, paymentStatus, placedAt } = filter ?? {};
  const { from, to } = parseTimeRange(placedAt, 'filter.placedAt');
  return {
    status: status ?? null,
    paymentStatus: paymentStatus ?? null,
    placedFrom: from,
    placedTo: to,
  };
}

/** A reference as payments and refunds store it. */
function parseReference(reference: string | null | undefined): string | null {
  if (reference == null) return null;
  const parsed = line(255).safeParse(reference);
  if (!parsed.success) throw badUserInput('paymentReference is not a valid reference.');
  return parsed.data;
}
