import { serveFeed } from '@customer-graph/events';
import { newId, signedIn, startSubgraph, type RequestContext } from '@customer-graph/subgraph';
import { pino } from 'pino';
import type { Config } from '../src/config.ts';
import type { Outbox } from './outbox.ts';

/** A customer as its owner tells of it. */
export interface KnownCustomer {
  readonly storeId: string;
  status: string;
  version: number;
  mergedInto: string | null;
}

/** What a listener has answered to a privacy request. */
export interface Receipt {
  readonly id: string;
  readonly module: string;
  readonly detail: string | null;
  readonly document: string | null;
}

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key"])
  type Query { known: Int }
  type Mutation {
    acknowledgePrivacyRequest(id: ID!, module: String!, detail: String, document: String): PrivacyRequest!
  }
  type PrivacyRequest { id: ID! }
  type Customer @key(fields: "id") {
    id: ID!
    status: String!
    version: Int!
    mergedInto: Customer
  }`;

/** Answers signed questions about customers, and tells of them, as the service does that owns them. */
export async function startCustomersService(config: Config, outbox: Outbox) {
  const known = new Map<string, KnownCustomer>();
  const receipts: Receipt[] = [];
  let asked = 0;
  const service = await startSubgraph({
    name: 'customers',
    config: { ...config, PORT: 0 },
    log: pino({ level: 'silent' }),
    sdl,
    rules: {
      Customer: { __resolveReference: signedIn },
      Mutation: { acknowledgePrivacyRequest: signedIn },
    },
    contributes: [],
    storeIds: new Set(config.STORES.map(({ id }) => id)),
    context: (request) => request,
    ready: () => Promise.resolve(),
    routes: (app) =>
      serveFeed(app, {
        service: 'customers',
        secrets: config.INTERNAL_SECRETS,
        query: outbox.query,
      }),
    resolvers: {
      Mutation: {
        acknowledgePrivacyRequest: (_parent: unknown, receipt: Receipt) => {
          receipts.push(receipt);
          return { id: receipt.id };
        },
      },
      Customer: {
        __resolveReference: ({ id }: { id: string }, { storeId }: RequestContext) => {
          asked += 1;
          const customer = known.get(id);
          if (customer?.storeId !== storeId) return null;
          const { mergedInto } = customer;
          return { id, ...customer, mergedInto: mergedInto === null ? null : { id: mergedInto } };
        },
      },
    },
  });
  /** Tells where a customer stands now. */
  async function tell(type: string, id: string, requestId: string | null = null): Promise<void> {
    const customer = known.get(id);
    if (!customer) throw new Error(`nobody knows ${id}`);
    const { storeId, ...payload } = customer;
    await outbox.tell({ type, subject: id, storeId, payload: { ...payload, requestId } });
  }
  async function change(type: string, id: string, state: Partial<KnownCustomer>, request?: string) {
    const customer = known.get(id);
    if (customer) Object.assign(customer, state, { version: customer.version + 1 });
    await tell(type, id, request);
  }
  return {
    ...service,
    ...outbox,
    known,
    receipts,
    asked: () => asked,
    event: tell,
    merge: (id: string, mergedInto: string) =>
      change('customer.merged', id, { status: 'MERGED', mergedInto }),
    deactivate: (id: string) => change('customer.status_changed', id, { status: 'DEACTIVATED' }),
    /** @returns the id of the privacy request */
    erase: async (id: string): Promise<string> => {
      const request = newId();
      await change('customer.erased', id, { status: 'ERASED' }, request);
      return request;
    },
    /** @returns the id of the privacy request */
    requestExport: async (id: string): Promise<string> => {
      const request = newId();
      await tell('customer.export_requested', id, request);
      return request;
    },
  };
}
