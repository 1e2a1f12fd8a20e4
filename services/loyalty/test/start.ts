import { migrate, newId, readEnvironment } from '@customer-graph/subgraph';
import {
  createSubgraphClient,
  createTestDatabase,
  createTestIssuers,
  internalSecret,
} from '@customer-graph/testing';
import pg from 'pg';
import { pino } from 'pino';
import { vi } from 'vitest';
import { environment } from '../src/config.ts';
import { findDifferences } from '../src/db/reconcile.ts';
import { createModule } from '../src/module.ts';
import { migrations } from '../src/migrations.ts';
import { createLoyaltyService } from '../src/service.ts';
import { startCustomersService } from './customers-service.ts';
import { startOrdersService } from './orders-service.ts';
import { openOutbox, type Outbox } from './outbox.ts';

const log = pino({ level: 'silent' });

export interface StartOptions {
  readonly clock?: () => Date;
  readonly stores?: object[];
  /** Whether there is a feed of orders to follow. */
  readonly withOrders?: boolean;
}

/** What the service needs to run: a database, issuers that it trusts, the owner of customers. */
async function prepareLoyalty({ stores, withOrders = false }: StartOptions = {}) {
  const database = await createTestDatabase({
    template: 'loyalty',
    prepare: (databaseUrl) => migrate({ databaseUrl, ...migrations }),
  });
  const issuers = await createTestIssuers();
  const variables = {
    NODE_ENV: 'test',
    PORT: '0',
    DATABASE_URL: database.url,
    INTERNAL_SECRETS: internalSecret,
    TRUSTED_ISSUERS: JSON.stringify(issuers.trusted),
    STORES: JSON.stringify(stores ?? [{ id: 'demo' }, { id: 'acme', currency: 'USD' }]),
    CUSTOMERS_URL: 'http://127.0.0.1:1',
  };
  const outboxes = await Promise.all([openOutbox(), openOutbox()]);
  const given = readEnvironment(environment, variables);
  const customers = await startCustomersService(given, outboxes[0]);
  const orders = await startOrdersService(given, outboxes[1]);
  const connections = new pg.Pool({ connectionString: database.url, max: 2 });
  const urls = {
    CUSTOMERS_URL: customers.url,
    ...(withOrders && { ORDERS_URL: orders.url }),
  };
  const sql = async <Row extends pg.QueryResultRow = Record<string, unknown>>(
    text: string,
    values: unknown[] = [],
  ) => (await connections.query<Row>(text, values)).rows;
  const followed = async (feed: string, outbox: Outbox) => {
    const end = await outbox.end();
    await vi.waitFor(
      async () => {
        const [row] = await sql('SELECT cursor FROM feed_cursors WHERE feed = $1', [feed]);
        if ((row?.cursor ?? '0-0') !== end)
          throw new Error(`${feed} is not followed to ${end} yet`);
      },
      { timeout: 15_000, interval: 20 },
    );
  };
  return {
    databaseUrl: database.url,
    environment: { ...variables, ...urls },
    config: readEnvironment(environment, { ...variables, ...urls }),
    customers,
    orders,
    /** Waits until all that was told has been applied or parked. */
    caughtUp: async () => {
      await followed('customers', outboxes[0]);
      if (withOrders) await followed('orders', outboxes[1]);
    },
    authorize: issuers.authorize,
    /** Rows of a statement with the rights of the service itself. */
    sql,
    /** A customer that its owner knows, with a token of its own. */
    addCustomer: async (storeId = 'demo', status = 'ACTIVE') => {
      const id = newId();
      customers.known.set(id, {
        ...{ storeId, status, version: 1 },
        mergedInto: status === 'MERGED' ? newId() : null,
      });
      return { id, authorization: await issuers.authorize({ kind: 'customer', id, storeId }) };
    },
    remove: async () => {
      await connections.end();
      await customers.stop();
      await orders.stop();
      await Promise.all(outboxes.map((outbox) => outbox.close()));
      await database.drop();
    },
  };
}

/** This service alone on a database of its own, as the real thing: HTTP, signatures, tokens. */
export async function startLoyalty(options: StartOptions = {}) {
  const { remove, ...prepared } = await prepareLoyalty(options);
  const service = await createLoyaltyService(prepared.config, log, options.clock);
  const { module, close } = await createModule(prepared.config, log, options.clock);
  const permissions = ['loyalty:read', 'loyalty:write'];
  return {
    ...prepared,
    url: service.url,
    staff: await prepared.authorize({ kind: 'staff', id: 'sam', permissions }),
    query: createSubgraphClient(service.url, 'loyalty'),
    /** The module's own operations beside the service, on the same database. */
    module,
    differences: async () => (await findDifferences(module.db)).differences,
    stop: async () => {
      await service.stop();
      await close();
      await remove();
    },
  };
}
export type LoyaltyUnderTest = Awaited<ReturnType<typeof startLoyalty>>;
