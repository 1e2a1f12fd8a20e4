import DataLoader from 'dataloader';
import {
  Caller,
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
import { selectPayments, selectRefunds, type Payment, type Refund } from './db/payments.ts';
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
  readonly payments: DataLoader<string, Payment[]>;
  readonly refunds: DataLoader<string, Refund[]>;
  /** By customer id, with the field's arguments. */
  readonly customerOrders: (args: ListCustomerOrders) => DataLoader<string, OrderConnection>;
  readonly recentOrders: (limit: number | null | undefined) => DataLoader<string, Order[]>;
  readonly orderCounts: (filter: Filter) => DataLoader<string, number>;
  readonly metrics: DataLoader<string, OrderMetrics>;
  /** Has everything read anew: a request may hold several mutations, each followed by its fields. */
  forget(): void;
}

/**
 * Most requests use few of the loaders, so each is made when it is first asked for. Private to the compiler only: servers
 * copy their context value, which fields with a # do not survive.
 */
class LoaderContext extends Caller implements Context {
  readonly module: Module;
  private ordersLoader: Context['orders'] | undefined;
  private linesLoader: Context['lines'] | undefined;
  private addressesLoader: Context['addresses'] | undefined;
  private historyLoader: Context['history'] | undefined;
  private paymentsLoader: Context['payments'] | undefined;
  private refundsLoader: Context['refunds'] | undefined;
  private customerOrdersLoader: Context['customerOrders'] | undefined;
  private recentOrdersLoader: Context['recentOrders'] | undefined;
  private orderCountsLoader: Context['orderCounts'] | undefined;
  private metricsLoader: Context['metrics'] | undefined;

  constructor(module: Module, request: RequestContext) {
    super(request);
    this.module = module;
  }

  forget(): void {
    this.ordersLoader = undefined;
    this.linesLoader = undefined;
    this.addressesLoader = undefined;
    this.historyLoader = undefined;
    this.paymentsLoader = undefined;
    this.refundsLoader = undefined;
    this.customerOrdersLoader = undefined;
    this.recentOrdersLoader = undefined;
    this.orderCountsLoader = undefined;
    this.metricsLoader = undefined;
  }

  private get ownStore(): string {
    return requirePrincipal(this).storeId;
  }

  get orders(): Context['orders'] {
    return (this.ordersLoader ??= new DataLoader<string, Order | null>(async (ids) => {
      const { storeId, customerId } = scopeOf(this, 'orders:read');
      const found = await selectOrders(this.module.db, storeId, customerId, ids);
      const byId = new Map(found.map((order) => [order.id, order]));
      return ids.map((id) => byId.get(id) ?? null);
    }));
  }

  get lines(): Context['lines'] {
    return (this.linesLoader ??= ofOrders((ids) =>
      selectLines(this.module.db, requireStore(this), ids),
    ));
  }

  get addresses(): Context['addresses'] {
    return (this.addressesLoader ??= ofOrders((ids) =>
      selectAddresses(this.module.db, requireStore(this), ids),
    ));
  }

  get history(): Context['history'] {
    return (this.historyLoader ??= ofOrders((ids) =>
      selectHistory(this.module.db, requireStore(this), ids),
    ));
  }

  get payments(): Context['payments'] {
    return (this.paymentsLoader ??= ofOrders((ids) =>
      selectPayments(this.module.db, requireStore(this), ids),
    ));
  }

  get refunds(): Context['refunds'] {
    return (this.refundsLoader ??= ofOrders((ids) =>
      selectRefunds(this.module.db, requireStore(this), ids),
    ));
  }

  get orderCounts(): Context['orderCounts'] {
    return (this.orderCountsLoader ??= byArguments((filter: Filter, ids) =>
      countOrdersOf(this.module, this.ownStore, ids, filter),
    ));
  }

  get customerOrders(): Context['customerOrders'] {
    return (this.customerOrdersLoader ??= byArguments((args: ListCustomerOrders, ids) =>
      listCustomerOrders(this.module, this.ownStore, ids, args, (id) =>
        this.orderCounts(args.filter).load(id),
      ),
    ));
  }

  get recentOrders(): Context['recentOrders'] {
    return (this.recentOrdersLoader ??= byArguments((limit: number | null | undefined, ids) =>
      listRecentOrders(this.module, this.ownStore, ids, limit),
    ));
  }

  get metrics(): Context['metrics'] {
    return (this.metricsLoader ??= new DataLoader<string, OrderMetrics>((ids) =>
      orderMetrics(this.module, this.ownStore, ids),
    ));
  }
}

export const createContext = (module: Module, request: RequestContext): Context =>
  new LoaderContext(module, request);

const ofOrders = <Row extends { readonly orderId: string }>(
  select: (ids: readonly string[]) => Promise<Row[]>,
) =>
  new DataLoader<string, Row[]>(async (ids) => {
    const rows = groupBy(await select(ids), ({ orderId }) => orderId);
    return ids.map((id) => rows.get(id) ?? []);
  });

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
