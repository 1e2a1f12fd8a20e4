import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres, type LocalPostgres } from '@customer-graph/local-postgres';
import { migrate } from '@customer-graph/subgraph';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { migrations } from '../src/migrations.ts';
import { insertGuestOrders } from './many-orders.ts';
import { sql } from './rows.ts';
import { startOrders, type OrdersUnderTest } from './start.ts';

const count = 3_000;

let folder: string;
let server: LocalPostgres;
let orders: OrdersUnderTest;
let slow: Awaited<ReturnType<OrdersUnderTest['startAnother']>>;
let url: string;
beforeAll(async () => {
  // A server of its own: feeds wait for the transactions of all databases of a server, and other tests for their feeds.
  folder = await mkdtemp(path.join(tmpdir(), 'customer-graph-slow-'));
  server = await startPostgres({ dataDir: folder, parameters: { fsync: 'off' } });
  const access = { role: 'orders', password: randomUUID() };
  await server.ensureDatabase({ name: 'orders', ...access });
  url = server.url('orders', access.role, access.password);
  await migrate({ databaseUrl: url, ...migrations });
  // As slow as a busy server with a hundred times as many orders: to change all of them takes longer than a request may.
  // In few long pauses: thousands of short ones would take as long as the machine lets them.
  await sql(url, 'CREATE SEQUENCE changes');
  await sql(
    url,
    `CREATE FUNCTION lag() RETURNS TRIGGER LANGUAGE plpgsql AS
       'BEGIN IF nextval(''changes'') % 250 = 0 THEN PERFORM pg_sleep(1); END IF; RETURN NEW; END'`,
  );
  await sql(
    url,
    'CREATE TRIGGER orders_lag BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION lag()',
  );
  orders = await startOrders();
  slow = await orders.startAnother({ DATABASE_URL: url });
}, 60_000);
afterAll(async () => {
  await slow.stop();
  await orders.stop();
  await server.stop();
  for (const used of [server.dataDir, folder]) await rm(used, { recursive: true, force: true });
});

const numberOf = async (customerId: string, where = '') => {
  const text = `SELECT count(*)::int AS count FROM orders WHERE customer_id = $1 ${where}`;
  const [row] = await sql<{ count: number }>(url, text, [customerId]);
  return row?.count;
};
const eventually = { timeout: 60_000, interval: 200 };

it('claims the orders, and follows the merge and the erasure, of a customer with more than one transaction of a request could change', async () => {
  const email = 'ada@example.com';
  const [source, target] = await Promise.all([orders.addCustomer({ email }), orders.addCustomer()]);
  await insertGuestOrders(url, email, count);
  const { data, errors } = await slow.as.query(
    'mutation { claimGuestOrders { ... on ClaimedOrders { count } } }',
    { authorization: source.authorization },
  );
  expect({ data, errors }).toEqual({ data: { claimGuestOrders: { count } } });
  const { tell } = orders.customers;
  await tell(source.id, 'customer.merged', { status: 'MERGED', mergedInto: target.id });
  await vi.waitFor(async () => expect(await numberOf(target.id)).toBe(count), eventually);
  await tell(target.id, 'customer.erased', { status: 'ERASED', email: null }, randomUUID());
  await vi.waitFor(
    async () => expect(await numberOf(target.id, 'AND contact_email IS NULL')).toBe(count),
    eventually,
  );
}, 150_000);
