import DataLoader from 'dataloader';
import {
  requirePrincipal,
  requireStore,
  scopeOf,
  type RequestContext,
} from '@customer-graph/subgraph';
import {
  selectAddresses,
  selectHistory,
  selectLines,
  type HistoryEntry,
} from './db/order-parts.ts';
import { selectOrders } from './db/read-orders.ts';
import { groupBy } from './domain/group.ts';
import {
  countOrdersOf,
  listCustomerOrders,
  listRecentOrders,
  type ListCustomerOrders,
} from './domain/list-customer-orders.ts';
import type { CustomerOrderFilter, OrderConnection } from './domain/list-orders.ts';
import type { Module } from './domain/module.ts';
import { orderMetrics, type OrderMetrics } from './domain/order-metrics.ts';
import type { Order } from './domain/order.ts';

type Filter = CustomerOrderFilter | null | undefined;
type Lines = Awaited<ReturnType<typeof selectLines>>;
type Addresses = Awaited<ReturnType<typeof selectAddresses>>;

/** What resolvers work with, made once per request. Each loader runs one statement for all that a request asks of it. */
export interface Context extends RequestContext {
  readonly module: Module;
  /** Orders that the caller may see, by id. */
  readonly orders: DataLoader<string, Order | null>;
  readonly lines: DataLoader<string, Lines>;
  readonly addresses: DataLoader<string, Addresses>;
  readonly history: DataLoader<string, HistoryEntry[]>;
  /** By customer id, with the field's arguments. */
  readonly customerOrders: (args: ListCustomerOrders) => DataLoader<string, OrderConnection>;
  readonly recentOrders: (limit: number | null | undefined) => DataLoader<string, Order[]>;
  readonly orderCounts: (filter: Filter) => DataLoader<string, number>;
  readonly metrics: DataLoader<string, OrderMetrics>;
}

export function createContext(module: Module, request: RequestContext): Context {
  const { db } = module;
  const store = () => requirePrincipal(request).storeId;
  const ofOrders = <Row extends { readonly orderId: string }>(
    select: (storeId: string, ids: readonly string[]) => Promise<Row[]>,
  ) =>
    new DataLoader<string, Row[]>(async (ids) => {
      const rows = groupBy(await select(requireStore(request), ids), ({ orderId }) => orderId);
      return ids.map((id) => rows.get(id) ?? []);
    });
  const orderCounts = byArguments((filter: Filter, ids) =>
    countOrdersOf(module, store(), ids, filter),
  );
  return {
    ...request,
    module,
    orders: new DataLoader<string, Order | null>(async (ids) => {
      const { storeId, customerId } = scopeOf(request, 'orders:read');
      const found = await selectOrders(db, storeId, customerId, ids);
      const byId = new Map(found.map((order) => [order.id, order]));
      return ids.map((id) => byId.get(id) ?? null);
    }),
    lines: ofOrders((storeId, ids) => selectLines(db, storeId, ids)),
    addresses: ofOrders((storeId, ids) => selectAddresses(db, storeId, ids)),
    history: ofOrders((storeId, ids) => selectHistory(db, storeId, ids)),
    orderCounts,
    customerOrders: byArguments((args: ListCustomerOrders, ids) =>
      listCustomerOrders(module, store(), ids, args, (id) => orderCounts(args.filter).load(id)),
    ),
    recentOrders: byArguments((limit: number | null | undefined, ids) =>
      listRecentOrders(module, store(), ids, limit),
    ),
    metrics: new DataLoader<string, OrderMetrics>((ids) => orderMetrics(module, store(), ids)),
  };
}

/** A loader for each combination of arguments that occurs in a request. */
function byArguments<Args, Value>(
  load: (args: Args, ids: readonly string[]) => Promise<Value[]>,
): (args: Args) => DataLoader<string, Value> {
  const loaders = new Map<string, DataLoader<string, Value>>();
  return (args) => {
    const key = JSON.stringify(args) ?? '';
    const loader = loaders.get(key) ?? new DataLoader<string, Value>((ids) => load(args, ids));
    loaders.set(key, loader);
    return loader;
  };
}
