import { serveFeed } from '@customer-graph/events';
import {
  forbidden,
  notFound,
  signedIn,
  startSubgraph,
  type RequestContext,
} from '@customer-graph/subgraph';
import { pino } from 'pino';
import type { Config } from '../src/config.ts';
import { openCustomersOutbox } from './customers-outbox.ts';

/** A customer as its owner tells of it. */
export interface KnownCustomer {
  readonly storeId: string;
  status: string;
  version: number;
  mergedInto: string | null;
  email: string | null;
  emailVerified: boolean;
}

/** How a module has answered a privacy request. */
export interface TakenReceipt {
  readonly id: string;
  readonly module: string;
  readonly detail: string | null;
  readonly document: string | null;
}

/** Why a module holds a privacy request back. */
export interface TakenHold {
  readonly id: string;
  readonly module: string;
  readonly reason: string;
}

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key"])
  type Query { privacyRequest(id: ID!): PrivacyRequest }
  type Mutation {
    acknowledgePrivacyRequest(id: ID!, module: String!, detail: String, document: String): PrivacyRequestResult!
    holdPrivacyRequest(id: ID!, module: String!, reason: String!): PrivacyRequestResult!
  }
  union PrivacyRequestResult = PrivacyRequest | NotFoundError
  type PrivacyRequest { id: ID! contactEmails: [String!] }
  type NotFoundError { message: String! }
  type Customer @key(fields: "id") {
    id: ID!
    status: String!
    version: Int!
    mergedInto: Customer
    email: String
    emailVerified: Boolean!
  }`;

/** Answers signed questions about customers, tells of them and takes receipts as the service does that owns them. */
export async function startCustomersService(config: Config) {
  const outbox = await openCustomersOutbox();
  const known = new Map<string, KnownCustomer>();
  const receipts: TakenReceipt[] = [];
  const holds: TakenHold[] = [];
  /** Addresses of the persons of requests. */
  const requests = new Map<string, readonly string[]>();
  let asked = 0;
  let takesReceipts = true;
  const service = await startSubgraph({
    name: 'customers',
    config: { ...config, PORT: 0 },
    log: pino({ level: 'silent' }),
    sdl,
    rules: {
      Customer: { __resolveReference: signedIn },
      Query: { privacyRequest: signedIn },
      Mutation: { acknowledgePrivacyRequest: signedIn, holdPrivacyRequest: signedIn },
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
      Customer: {
        __resolveReference: ({ id }: { id: string }, { storeId }: RequestContext) => {
          asked += 1;
          const customer = known.get(id);
          if (customer?.storeId !== storeId) return null;
          const { mergedInto, ...fields } = customer;
          return { id, ...fields, mergedInto: mergedInto && { id: mergedInto } };
        },
      },
      Query: {
        privacyRequest: (
          _parent: unknown,
          { id }: { id: string },
          { principal }: RequestContext,
        ) => {
          if (principal?.kind !== 'service') throw forbidden();
          const contactEmails = requests.get(id);
          const ended = receipts.some((receipt) => receipt.id === id);
          return contactEmails ? { id, contactEmails: ended ? null : contactEmails } : null;
        },
      },
      Mutation: {
        acknowledgePrivacyRequest: (
          _parent: unknown,
          receipt: TakenReceipt,
          context: RequestContext,
        ) => {
          const result = outcomeOf(receipt, context);
          receipts.push(receipt);
          return result;
        },
        holdPrivacyRequest: (_parent: unknown, hold: TakenHold, context: RequestContext) => {
          const result = outcomeOf(hold, context);
          holds.push(hold);
          return result;
        },
      },
    },
  });

  function outcomeOf(
    { id, module }: { readonly id: string; readonly module: string },
    { principal }: RequestContext,
  ) {
    if (!takesReceipts) throw new Error('not now');
    if (principal?.kind !== 'service' || principal.id !== module) throw forbidden();
    return requests.has(id) ? { __typename: 'PrivacyRequest', id } : notFound('privacy request');
  }

  /** The event that tells where a customer stands. */
  function eventOf(id: string, type: string, requestId: string | null = null) {
    const customer = known.get(id);
    if (!customer) throw new Error('no such customer');
    const { storeId, status, version, mergedInto } = customer;
    if (requestId !== null && !requests.has(requestId)) requests.set(requestId, []);
    const payload = { status, version, mergedInto, requestId };
    return { type, version: 1, storeId, subject: id, payload };
  }
  /** Changes a customer; nobody is told yet. */
  function change(id: string, changes: Partial<KnownCustomer>): void {
    const customer = known.get(id);
    if (customer) Object.assign(customer, { version: customer.version + 1, ...changes });
  }
  return {
    ...service,
    outbox,
    known,
    receipts,
    holds,
    requests,
    asked: () => asked,
    takeReceipts: (whether: boolean) => {
      takesReceipts = whether;
    },
    eventOf,
    change,
    /** Changes a customer and tells of it. */
    tell: async (
      id: string,
      type: string,
      changes: Partial<KnownCustomer> = {},
      requestId: string | null = null,
    ) => {
      change(id, changes);
      await outbox.tell(eventOf(id, type, requestId));
    },
    /** Publishes that the data of a person without an account is to be removed. */
    eraseContact: async (requestId: string, emails: readonly string[], storeId = 'demo') => {
      requests.set(requestId, emails);
      const payload = { requestId };
      await outbox.tell({
        type: 'contact.erased',
        version: 1,
        storeId,
        subject: requestId,
        payload,
      });
    },
    stop: async () => {
      await service.stop();
      await outbox.close();
    },
  };
}
