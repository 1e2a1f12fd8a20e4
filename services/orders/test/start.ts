import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate, newId, readEnvironment } from '@customer-graph/subgraph';
import {
  createSubgraphClient,
  createTestDatabase,
  createTestIssuers,
  internalSecret,
} from '@customer-graph/testing';
import { pino } from 'pino';
import { environment } from '../src/config.ts';
import { createOrdersService } from '../src/service.ts';
import { startCustomersService, type KnownCustomer } from './customers-service.ts';

const migrationsDir = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** This service alone on a database of its own, as the real thing: HTTP, signatures, tokens. */
export async function startOrders() {
  const database = await createTestDatabase({
    template: 'orders',
    prepare: (databaseUrl) => migrate({ databaseUrl, migrationsDir }),
  });
  const issuers = await createTestIssuers();
  const mailFolder = await mkdtemp(path.join(tmpdir(), 'customer-graph-mail-'));
  const config = readEnvironment(environment, {
    NODE_ENV: 'test',
    PORT: '0',
    DATABASE_URL: database.url,
    INTERNAL_SECRETS: internalSecret,
    TRUSTED_ISSUERS: JSON.stringify(issuers.trusted),
    STORES: JSON.stringify([{ id: 'demo' }, { id: 'acme' }]),
    CUSTOMERS_URL: 'http://127.0.0.1:1',
    GUEST_TOKEN_SECRETS: 'a secret that guest tokens of a test follow from',
    MAIL_DIR: mailFolder,
  });
  const customers = await startCustomersService(config);
  const log = pino({ level: 'silent' });
  const service = await createOrdersService({ ...config, CUSTOMERS_URL: customers.url }, log);
  const permissions = ['orders:read', 'orders:write'];
  return {
    url: service.url,
    databaseUrl: database.url,
    customers,
    authorize: issuers.authorize,
    staff: await issuers.authorize({ kind: 'staff', id: 'sam', permissions }),
    query: createSubgraphClient(service.url, 'orders'),
    /** A customer that its owner knows, with a token of its own. */
    addCustomer: async (customer: Partial<KnownCustomer> = {}) => {
      const id = newId();
      const email = `${randomUUID()}@example.com`;
      const whole = { storeId: 'demo', status: 'ACTIVE', email, emailVerified: true, ...customer };
      customers.known.set(id, whole);
      const { storeId } = whole;
      return { id, authorization: await issuers.authorize({ kind: 'customer', id, storeId }) };
    },
    mails: async () => {
      const names = (await readdir(mailFolder)).sort();
      return Promise.all(names.map((name) => readFile(path.join(mailFolder, name), 'utf8')));
    },
    /** A second instance on the same database, with other settings. */
    startAnother: async (changes: Partial<typeof config>) => {
      const settings = { ...config, CUSTOMERS_URL: customers.url, ...changes };
      const { url, stop } = await createOrdersService(settings, log);
      return { as: { url, query: createSubgraphClient(url, 'orders') }, stop };
    },
    stop: async () => {
      await service.stop();
      await customers.stop();
      await database.drop();
      await rm(mailFolder, { recursive: true, force: true });
    },
  };
}
export type OrdersUnderTest = Awaited<ReturnType<typeof startOrders>>;
