import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { newId, withLease } from '@customer-graph/subgraph';
import { bundle } from '@customer-graph/testing';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { fillAccounts } from './many-accounts.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

const entry = fileURLToPath(new URL('../src/main.ts', import.meta.url));
let loyalty: LoyaltyUnderTest;
beforeAll(async () => {
  loyalty = await startLoyalty({ clock: () => new Date('2020-01-01T00:00:00Z') });
});
afterAll(() => loyalty.stop());
const patience = { timeout: 120_000, interval: 50 };

it('survives that the database ends every connection again and again, and finishes the daily run once', async () => {
  await fillAccounts(loyalty.databaseUrl, 300);
  // All lots are due, so that the run has work to do in many transactions.
  await loyalty.sql("UPDATE lots SET expires_at = now() - INTERVAL '1 day' WHERE remaining > 0");
  const url = new URL(loyalty.databaseUrl);
  url.searchParams.set('application_name', 'loyalty-under-fire');
  const child = spawn(process.execPath, [await bundle(entry)], {
    env: { PATH: process.env.PATH, ...loyalty.environment, DATABASE_URL: url.href },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const left = async () => {
    const [row] = await loyalty.sql<{ count: number }>(
      'SELECT count(*)::int FROM accounts WHERE available > 0',
    );
    return row?.count ?? 0;
  };
  const terminate = () =>
    loyalty.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'loyalty-under-fire'`);
  const all = await left();
  await vi.waitUntil(async () => (await left()) < all, patience);
  for (let round = 0; round < 5; round += 1) {
    const connected = async () => (await terminate()).length > 0;
    await vi.waitUntil(connected, patience);
  }
  await vi.waitUntil(async () => (await left()) === 0, patience);
  const finished = async () =>
    (await loyalty.sql("SELECT FROM schedule_runs WHERE day > '2025-01-01'")).length;
  // One of each store.
  await vi.waitUntil(async () => (await finished()) >= 2 && child.exitCode === null, patience);
  expect(await finished()).toBe(2);
  expect(output.match(/daily run finished/g)?.length).toBeLessThanOrEqual(2);
  expect(child.exitCode).toBeNull();
  child.kill('SIGTERM');
  await once(child, 'exit');
  expect(await loyalty.differences()).toEqual([]);
}, 240_000);

it('takes a lease over from a holder that has died, and tells a holder that hung that it has lost it', async () => {
  const { query } = loyalty.module.db;
  const name = newId();
  const dead = new pg.Client({ connectionString: loyalty.databaseUrl });
  await dead.connect();
  await dead.query("INSERT INTO leases VALUES ($1, $2, now() + INTERVAL '1 second')", [
    name,
    newId(),
  ]);
  await dead.end();
  expect(await withLease(query, name, async () => 'mine')).toBeUndefined();
  await vi.waitUntil(
    async () => (await withLease(query, name, async () => 'mine')) === 'mine',
    patience,
  );
  const outcome = await withLease(
    query,
    name,
    async (lost) => {
      // As when it hung for longer than its lease, and another process came by.
      await loyalty.sql(
        "UPDATE leases SET holder = gen_random_uuid(), expires_at = now() + INTERVAL '1 minute' WHERE name = $1",
        [name],
      );
      await vi.waitUntil(() => lost.aborted, patience);
      return withLease(query, name, async () => 'two at once');
    },
    500,
  );
  expect(outcome).toBeUndefined();
  expect(await loyalty.sql('SELECT FROM leases WHERE name = $1', [name])).toHaveLength(1);
}, 130_000);
