import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrateJobs } from '@customer-graph/jobs';
import { migrate, newId, readEnvironment } from '@customer-graph/subgraph';
import {
  createSubgraphClient,
  createTestDatabase,
  createTestIssuers,
  internalSecret,
} from '@customer-graph/testing';
import { pino } from 'pino';
import { z } from 'zod';
import { environment, type Config } from '../src/config.ts';
import { migrations } from '../src/migrations.ts';
import { createOrdersService } from '../src/service.ts';
import { startCustomersService, type KnownCustomer } from './customers-service.ts';

const mail = z.object({
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  token: z.string(),
});

const log = pino({ level: 'silent' });

/** What the service needs to run: a database, issuers that it trusts, the owner of customers, a folder for mails. */
export async function prepareOrders() {
  const database = await createTestDatabase({
    template: 'orders',
    prepare: async (databaseUrl) => {
      await migrate({ databaseUrl, ...migrations });
      await migrateJobs(databaseUrl);
    },
  });
  const issuers = await createTestIssuers();
  const mailFolder = await mkdtemp(path.join(tmpdir(), 'customer-graph-mail-'));
  const variables = {
    NODE_ENV: 'test',
    PORT: '0',
    DATABASE_URL: database.url,
    INTERNAL_SECRETS: internalSecret,
    TRUSTED_ISSUERS: JSON.stringify(issuers.trusted),
    STORES: JSON.stringify([{ id: 'demo' }, { id: 'acme' }]),
    CUSTOMERS_URL: 'http://127.0.0.1:1',
    GUEST_TOKEN_SECRETS: 'a secret that guest tokens of a test follow from',
    MAIL_DIR: mailFolder,
  };
  const customers = await startCustomersService(readEnvironment(environment, variables));
  const given = { ...variables, CUSTOMERS_URL: customers.url };
  const permissions = ['orders:read', 'orders:write'];
  return {
    databaseUrl: database.url,
    environment: given,
    config: readEnvironment(environment, given),
    customers,
    authorize: issuers.authorize,
    staff: await issuers.authorize({ kind: 'staff', id: 'sam', permissions }),
    /** A customer that its owner knows but has not told of, with a token of its own. */
    addCustomer: async (customer: Partial<KnownCustomer> = {}) => {
      const id = newId();
      const email = `${randomUUID()}@example.com`;
      const whole = {
        storeId: 'demo',
        status: 'ACTIVE',
        version: 1,
        mergedInto: null,
        email,
        emailVerified: true,
        ...customer,
      };
      customers.known.set(id, whole);
      const { storeId } = whole;
      return { id, authorization: await issuers.authorize({ kind: 'customer', id, storeId }) };
    },
    mails: async () => {
      const names = (await readdir(mailFolder)).filter((name) => name.endsWith('.json')).sort();
      const texts = names.map((name) => readFile(path.join(mailFolder, name), 'utf8'));
      return (await Promise.all(texts)).map((text) => mail.parse(JSON.parse(text)));
    },
    remove: async () => {
      await customers.stop();
      await database.drop();
      await rm(mailFolder, { recursive: true, force: true });
    },
  };
}

/** This service alone on a database of its own, as the real thing: HTTP, signatures, tokens. */
export async function startOrders(settings: Partial<Config> = {}) {
  const { remove, ...prepared } = await prepareOrders();
  const service = await createOrdersService({ ...prepared.config, ...settings }, log);
  return {
    ...prepared,
    url: service.url,
    query: createSubgraphClient(service.url, 'orders'),
    /** A second instance on the same database, with other settings. */
    startAnother: async (changes: Partial<Config>) => {
      const { url, stop } = await createOrdersService({ ...prepared.config, ...changes }, log);
      return { as: { url, query: createSubgraphClient(url, 'orders') }, stop };
    },
    stop: async () => {
      await service.stop();
      await remove();
    },
  };
}
export type OrdersUnderTest = Awaited<ReturnType<typeof startOrders>>;
