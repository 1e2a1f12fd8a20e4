import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { newId } from '@customer-graph/subgraph';
import { bundle } from '@customer-graph/testing';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { createOrdersService } from '../src/service.ts';
import { actions } from './actions.ts';
import { insertGuestOrders } from './many-orders.ts';
import { newAddress } from './person-model.ts';
import { sql } from './rows.ts';
import { prepareOrders, startOrders, type OrdersUnderTest } from './start.ts';

let orders: OrdersUnderTest;
let act: ReturnType<typeof actions>;
beforeAll(async () => {
  orders = await startOrders();
  act = actions(orders);
});
afterAll(() => orders.stop());

const soon = { timeout: 25_000, interval: 50 };
const receiptsOf = (
  requestId: string,
  { customers } = orders as Pick<OrdersUnderTest, 'customers'>,
) => customers.receipts.filter(({ id }) => id === requestId).map(({ detail }) => detail);
const emailOf = async (id: string) => {
  const [row] = await sql<{ contact_email: string | null }>(
    orders.databaseUrl,
    'SELECT contact_email FROM orders WHERE id = $1',
    [id],
  );
  return row?.contact_email;
};

/** Adds a guest order by SQL, in its own transaction and as the service does: with the store's next number. */
async function beginPlacing(email: string, normal: string, keyed: boolean) {
  const client = new pg.Client({ connectionString: orders.databaseUrl });
  await client.connect();
  await client.query('BEGIN');
  const next = `INSERT INTO counters (store_id, kind, value) VALUES ('demo', 'order', 1)
    ON CONFLICT (store_id, kind) DO UPDATE SET value = counters.value + 1 RETURNING value`;
  const { rows } = await client.query<{ value: string }>(next);
  const sequence = Number(rows[0]?.value);
  const id = newId();
  await client.query(
    `INSERT INTO orders (id, store_id, sequence, order_number, payment_status, contact_email, contact_email_normal,
       search_key_current, fully_paid, currency, subtotal, discount_total, shipping_total, tax_total, total, placed_at)
     VALUES ($1, 'demo', $2, $3, 'UNPAID', $4, $5, $6, false, 'EUR', 100, 0, 0, 0, 100, clock_timestamp())`,
    [id, sequence, `O-${String(sequence).padStart(6, '0')}`, email, normal, keyed],
  );
  return {
    id,
    commit: async () => {
      await client.query('COMMIT');
      await client.end();
    },
  };
}

it('redacts an order that was being placed when the erasure was asked for', async () => {
  const email = newAddress();
  const { id: earlier } = await act.place({ contact: { email } });
  const placing = await beginPlacing(email, email, true);
  const requestId = randomUUID();
  orders.customers.requests.set(requestId, [email]);
  // As its event would put it there: feeds wait for the transactions of all databases of a server.
  await sql(
    orders.databaseUrl,
    `INSERT INTO privacy_tasks (id, store_id, kind, request_id, requested_at) VALUES ($1, 'demo', 'ERASURE', $1, clock_timestamp())`,
    [requestId],
  );
  await vi.waitFor(async () => {
    const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
      AND wait_event_type = 'Lock' AND query LIKE '%FROM counters%'`;
    expect(await sql(orders.databaseUrl, waiting)).toHaveLength(1);
  }, soon);
  expect(receiptsOf(requestId)).toEqual([]);
  await placing.commit();
  await vi.waitFor(() => expect(receiptsOf(requestId)).toEqual(['2 orders redacted']), soon);
  expect(await emailOf(earlier)).toBeNull();
  expect(await emailOf(placing.id)).toBeNull();
});

it('redacts no order that was placed after the request, however late or often that is published', async () => {
  const email = newAddress();
  const { id: earlier } = await act.place({ contact: { email } });
  const requestId = randomUUID();
  orders.customers.takeReceipts(false);
  await orders.customers.eraseContact(requestId, [email]);
  const task = 'SELECT done_at FROM privacy_tasks WHERE id = $1 AND done_at IS NOT NULL';
  const done = () =>
    vi.waitFor(
      async () => expect(await sql(orders.databaseUrl, task, [requestId])).toHaveLength(1),
      soon,
    );
  await done();
  const { id: later } = await act.place({ contact: { email } });
  // The request has not ended, so its addresses are still given.
  await sql(
    orders.databaseUrl,
    'UPDATE privacy_tasks SET covered_at = NULL, done_at = NULL, due_at = now() WHERE id = $1',
    [requestId],
  );
  await done();
  orders.customers.takeReceipts(true);
  await vi.waitFor(() => expect(receiptsOf(requestId)).toEqual(['1 order redacted']), soon);
  expect(await emailOf(earlier)).toBeNull();
  expect(await emailOf(later)).toBe(email);
});

it('finds orders from before addresses had one form', async () => {
  const email = newAddress();
  const typed = email.replace('xn--bcher-kva', 'Bücher').toUpperCase();
  const old = await beginPlacing(typed, typed.toLowerCase(), false);
  await old.commit();
  const requestId = randomUUID();
  await orders.customers.eraseContact(requestId, [email]);
  await vi.waitFor(() => expect(receiptsOf(requestId)).toEqual(['1 order redacted']), soon);
  expect(await emailOf(old.id)).toBeNull();
});

it('waits for the customers service, and lets no other request wait for one that fails', async () => {
  const [unknown, email] = [newAddress(), newAddress()];
  const { id } = await act.place({ contact: { email } });
  // Of a store that is not served any more, about which nobody can be asked.
  await sql(
    orders.databaseUrl,
    `INSERT INTO privacy_tasks (id, store_id, kind, request_id, requested_at, due_at)
     SELECT gen_random_uuid(), $1, 'ERASURE', gen_random_uuid(), now(), now() - interval '1 hour' FROM generate_series(1, 5)`,
    [`closed ${unknown}`],
  );
  const requestId = randomUUID();
  await orders.customers.eraseContact(requestId, [email]);
  await vi.waitFor(() => expect(receiptsOf(requestId)).toEqual(['1 order redacted']), soon);
  expect(await emailOf(id)).toBeNull();
});

const entry = fileURLToPath(new URL('../src/main.ts', import.meta.url));

it('redacts every order once and reports once when the process is killed in the middle', async () => {
  const prepared = await prepareOrders();
  const { databaseUrl, customers } = prepared;
  const email = newAddress();
  const count = 2_000;
  await insertGuestOrders(databaseUrl, email, count);
  await sql(databaseUrl, 'UPDATE orders SET search_key_current = true');
  // Each batch takes a moment, so that there is a middle.
  await sql(databaseUrl, 'CREATE SEQUENCE changes');
  await sql(
    databaseUrl,
    `CREATE FUNCTION lag() RETURNS TRIGGER LANGUAGE plpgsql AS
       'BEGIN IF nextval(''changes'') % 500 = 250 THEN PERFORM pg_sleep(0.5); END IF; RETURN NEW; END'`,
  );
  await sql(
    databaseUrl,
    'CREATE TRIGGER orders_lag BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION lag()',
  );
  const standing = async () => {
    const [row] = await sql<{ redacted: number; versions: number }>(
      databaseUrl,
      'SELECT count(redacted_at)::int AS redacted, sum(version)::int AS versions FROM orders',
    );
    return row ?? { redacted: 0, versions: 0 };
  };
  const requestId = randomUUID();
  await customers.eraseContact(requestId, [email]);
  const killed = spawn(process.execPath, [await bundle(entry)], {
    env: { PATH: process.env.PATH, ...prepared.environment },
    stdio: 'ignore',
  });
  const gone = once(killed, 'exit');
  onTestFinished(() => void killed.kill('SIGKILL'));
  // Starting a process takes long on a busy machine.
  await vi.waitFor(async () => expect((await standing()).redacted).toBeGreaterThan(0), {
    ...soon,
    timeout: 60_000,
  });
  killed.kill('SIGKILL');
  await gone;
  const { redacted } = await standing();
  expect(redacted).toBeLessThan(count);
  expect(receiptsOf(requestId, prepared)).toEqual([]);
  // What the killed process kept from others has lapsed.
  await sql(databaseUrl, 'UPDATE privacy_tasks SET due_at = now()');
  const another = await createOrdersService(prepared.config, pino({ level: 'silent' }));
  const detail = `${count} orders redacted`;
  await vi.waitFor(() => expect(receiptsOf(requestId, prepared)).toEqual([detail]), soon);
  expect(await standing()).toEqual({ redacted: count, versions: 2 * count });
  await another.stop();
  await prepared.remove();
}, 120_000);
