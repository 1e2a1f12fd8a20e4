import { serveFeed } from '@customer-graph/events';
import { anyone, newId, startSubgraph } from '@customer-graph/subgraph';
import { pino } from 'pino';
import type { Config } from '../src/config.ts';
import type { Outbox } from './outbox.ts';

/** Where an order stands; what is left out is as of an order just placed by a guest. */
export interface ToldOrder {
  readonly version?: number;
  readonly customerId?: string | null;
  readonly currency?: string;
  readonly total?: number;
  readonly paid?: number;
  readonly refunded?: number;
  /** What it does not bring in; that of events without the figure when left out. */
  readonly returned?: number;
  /** Whether the total was ever paid; as what is paid says when left out. */
  readonly fullyPaid?: boolean;
  readonly cancelled?: boolean;
  readonly status?: string;
  readonly goods?: number;
  readonly shipping?: number;
  readonly tax?: number;
}

/** The event that tells where an order stands. */
export const orderEvent = (orderId: string, order: ToldOrder, type = 'order.status_changed') => ({
  type,
  subject: orderId,
  payload: {
    customerId: order.customerId ?? null,
    orderNumber: `10${orderId.slice(-4)}`,
    status: order.status ?? (order.cancelled ? 'CANCELLED' : 'PROCESSING'),
    currency: order.currency ?? 'EUR',
    version: order.version ?? 1,
    total: order.total ?? 10_000,
    goodsTotal: order.goods ?? order.total ?? 10_000,
    shippingTotal: order.shipping ?? 0,
    taxTotal: order.tax ?? 0,
    paidTotal: order.paid ?? 0,
    refundedTotal: order.refunded ?? 0,
    ...(order.returned !== undefined && { returnedTotal: order.returned }),
    fullyPaid:
      order.fullyPaid ?? (order.paid !== undefined && order.paid >= (order.total ?? 10_000)),
    cancelled: order.cancelled ?? false,
  },
});

/** Tells of orders as the service does that owns them. */
export async function startOrdersService(config: Config, outbox: Outbox) {
  const service = await startSubgraph({
    name: 'orders',
    config: { ...config, PORT: 0 },
    log: pino({ level: 'silent' }),
    sdl: 'type Query { told: Int }',
    rules: { Query: { told: anyone } },
    contributes: [],
    storeIds: new Set(config.STORES.map(({ id }) => id)),
    context: (request) => request,
    ready: () => Promise.resolve(),
    resolvers: {},
    routes: (app) =>
      serveFeed(app, { service: 'orders', secrets: config.INTERNAL_SECRETS, query: outbox.query }),
  });
  return {
    ...service,
    ...outbox,
    /** Tells of an order that has just been changed. @returns its id */
    order: async (order: ToldOrder, orderId = newId()): Promise<string> => {
      await outbox.tell(orderEvent(orderId, order));
      return orderId;
    },
  };
}
