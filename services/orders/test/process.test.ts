import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { newId } from '@customer-graph/subgraph';
import { bundle, createSubgraphClient, watchDeparture } from '@customer-graph/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { anOrder } from './actions.ts';
import { sql } from './rows.ts';
import { prepareOrders } from './start.ts';

const program = await bundle(fileURLToPath(new URL('../src/main.ts', import.meta.url)));
const logLine = z.looseObject({ msg: z.string(), url: z.string().optional() });

let prepared: Awaited<ReturnType<typeof prepareOrders>>;
beforeAll(async () => {
  prepared = await prepareOrders();
});
afterAll(() => prepared.remove());

const run = (env: Record<string, string>, ...args: string[]) =>
  spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

it('serves until it is asked to end, and then finishes what has begun', async () => {
  const child = run(prepared.environment);
  let url = '';
  for await (const line of createInterface(child.stdout)) {
    const { msg, url: address } = logLine.parse(JSON.parse(line));
    if (msg === 'listening' && address) {
      url = address;
      break;
    }
  }
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  const query = createSubgraphClient(url, 'orders');
  const place = `mutation ($input: PlaceOrderInput!, $key: String!) {
    placeOrder(input: $input, idempotencyKey: $key) { __typename } }`;
  const placing = ['1', '2', '3'].map((key) =>
    query(place, { variables: { input: anOrder, key }, authorization: prepared.staff }),
  );
  const first = await Promise.race(placing);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  for (const answer of [first, ...(await Promise.all(placing))])
    expect(answer).toEqual({ data: { placeOrder: { __typename: 'PlacedOrder' } } });
  const [code] = await ended;
  expect(code).toBe(0);
}, 60_000);

it('is seen as not ready, refusing and resetting nothing, for the notice it is to give', async () => {
  const child = run({ ...prepared.environment, STOP_NOTICE_MS: '5000' });
  let url = '';
  for await (const line of createInterface(child.stdout)) {
    const { msg, url: address } = logLine.parse(JSON.parse(line));
    if (msg === 'listening' && address) {
      url = address;
      break;
    }
  }
  const ended = once(child, 'exit');
  const departure = await watchDeparture(url, async () => {
    child.kill('SIGTERM');
    await ended;
  });
  expect((await ended)[0]).toBe(0);
  expect(departure.askedToClose).toBe(true);
  expect(departure.servedAsUnready).toBeGreaterThan(1_300);
}, 120_000);

it('applies migrations on request and ends', async () => {
  const child = run(prepared.environment, 'migrate');
  const [code] = await once(child, 'close');
  expect(code).toBe(0);
}, 60_000);

const ends = async (...args: string[]): Promise<unknown> => {
  const [code] = await once(run(prepared.environment, ...args), 'close');
  return code;
};

it('tries parked events again on request, and exits with 1 while some cannot be applied', async () => {
  const id = newId();
  const place = { cursor: '1-1', id: newId(), occurredAt: new Date().toISOString() };
  const payload = { status: 'ACTIVE', version: 1, mergedInto: null, requestId: null };
  const created = { type: 'customer.created', version: 1, storeId: 'demo', subject: id, payload };
  const park = `INSERT INTO parked_events (feed, event_id, event, reason)
    VALUES ('customers', $1, $2::jsonb, 'some') ON CONFLICT (feed, event_id) DO UPDATE SET event = excluded.event`;
  const parked = () => sql(prepared.databaseUrl, `SELECT 1 FROM parked_events`);
  const malformed = { ...place, ...created, version: 2 };
  await sql(prepared.databaseUrl, park, [place.id, JSON.stringify(malformed)]);
  expect(await ends('retry-parked')).toBe(1);
  expect(await parked()).toHaveLength(1);
  await sql(prepared.databaseUrl, park, [place.id, JSON.stringify({ ...place, ...created })]);
  expect(await ends('retry-parked')).toBe(0);
  expect(await parked()).toHaveLength(0);
  const known = await sql(prepared.databaseUrl, 'SELECT status FROM customer_refs WHERE id = $1', [
    id,
  ]);
  expect(known).toEqual([{ status: 'ACTIVE' }]);
}, 60_000);

it('begins a feed anew on request, and refuses feeds that it does not follow', async () => {
  const { databaseUrl } = prepared;
  await sql(
    databaseUrl,
    `INSERT INTO feed_cursors (feed, cursor) VALUES ('customers', '5-5') ON CONFLICT DO NOTHING`,
  );
  expect(await ends('replay', 'parcels')).toBe(1);
  expect(await sql(databaseUrl, 'SELECT 1 FROM feed_cursors')).toHaveLength(1);
  expect(await ends('replay', 'customers')).toBe(0);
  expect(await sql(databaseUrl, 'SELECT 1 FROM feed_cursors')).toHaveLength(0);
}, 60_000);

it('removes old events of orders that have younger ones on request', async () => {
  const { databaseUrl } = prepared;
  const told = (subject: string, version: number) =>
    sql(
      databaseUrl,
      `INSERT INTO outbox_events (event_id, type, version, store_id, subject, payload, occurred_at)
       VALUES ($1, 'order.paid', 1, 'demo', $2, jsonb_build_object('version', $3::int), now() - interval '40 days')`,
      [newId(), subject, version],
    );
  // What is youngest is told by the version: transactions that overlap may come in either order.
  await told('a', 2);
  await told('a', 1);
  await told('b', 1);
  expect(await ends('compact-events', '--older-than-days', 'many')).toBe(1);
  await vi.waitFor(
    async () => {
      expect(await ends('compact-events', '--older-than-days', '30')).toBe(0);
      const text = `SELECT subject, payload->'version' AS version FROM outbox_events
        WHERE subject IN ('a', 'b') ORDER BY id`;
      expect(await sql(databaseUrl, text)).toEqual([
        { subject: 'a', version: 2 },
        { subject: 'b', version: 1 },
      ]);
    },
    { timeout: 50_000 },
  );
}, 60_000);

it('names all faults of its environment together and exits with 1', async () => {
  const faulty = run({ STORES: '[]', GUEST_TOKEN_SECRETS: 'short' });
  const errors: string[] = [];
  faulty.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  const [code] = await once(faulty, 'close');
  expect(code).toBe(1);
  const names = ['STORES', 'DATABASE_URL', 'CUSTOMERS_URL', 'GUEST_TOKEN_SECRETS', 'SMTP_URL'];
  for (const name of names) expect(errors.join('')).toContain(name);
}, 60_000);
