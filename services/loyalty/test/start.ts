import { fileURLToPath } from 'node:url';
import { migrate, newId, readEnvironment } from '@customer-graph/subgraph';
import {
  createSubgraphClient,
  createTestDatabase,
  createTestIssuers,
  internalSecret,
} from '@customer-graph/testing';
import pg from 'pg';
import { pino } from 'pino';
import { environment } from '../src/config.ts';
import { findDifferences } from '../src/db/reconcile.ts';
import { createModule } from '../src/module.ts';
import { createLoyaltyService } from '../src/service.ts';
import { startCustomersService } from './customers-service.ts';

const migrationsDir = fileURLToPath(new URL('../prisma/migrations', import.meta.url));
const log = pino({ level: 'silent' });

export interface StartOptions {
  readonly clock?: () => Date;
  readonly stores?: object[];
}

/** What the service needs to run: a database, issuers that it trusts, the owner of customers. */
async function prepareLoyalty({ stores }: StartOptions = {}) {
  const database = await createTestDatabase({
    template: 'loyalty',
    prepare: (databaseUrl) => migrate({ databaseUrl, migrationsDir }),
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
  const customers = await startCustomersService(readEnvironment(environment, variables));
  const connections = new pg.Pool({ connectionString: database.url, max: 2 });
  const given = { ...variables, CUSTOMERS_URL: customers.url };
  return {
    databaseUrl: database.url,
    environment: given,
    config: readEnvironment(environment, given),
    customers,
    authorize: issuers.authorize,
    /** Rows of a statement with the rights of the service itself. */
    sql: async <Row extends pg.QueryResultRow = Record<string, unknown>>(
      text: string,
      values: unknown[] = [],
    ) => (await connections.query<Row>(text, values)).rows,
    /** A customer that its owner knows, with a token of its own. */
    addCustomer: async (storeId = 'demo', status = 'ACTIVE') => {
      const id = newId();
      customers.known.set(id, { storeId, status });
      return { id, authorization: await issuers.authorize({ kind: 'customer', id, storeId }) };
    },
    remove: async () => {
      await connections.end();
      await customers.stop();
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
