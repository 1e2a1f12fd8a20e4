import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  asAdmin,
  createTestDatabase,
  startSeveringProxy,
  type TestDatabase,
} from '@customer-graph/testing';
import pg from 'pg';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { migrate } from './migrate.ts';

// Each adds to a sum of its own, so that a script that ran twice or half shows.
const SUM = `CREATE TABLE "sum" ("of" INT NOT NULL); INSERT INTO "sum" VALUES (0);`;
const ADD = `ALTER TABLE "sum" ADD COLUMN "more" INT; UPDATE "sum" SET "of" = "of" + 1;`;
const INDEX = `-- migrate: no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS "sum_of" ON "sum"("of");`;
const NAMES = ['1_sum', '2_add', '3_index'];

let folder: string;
let database: TestDatabase;
let client: pg.Client;
let lines: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  lines = [];
  await write('1_sum', SUM);
  await write('2_add', ADD);
  await write('3_index', INDEX);
  database = await createTestDatabase({ template: 'empty', prepare: () => Promise.resolve() });
  client = new pg.Client({ connectionString: database.url, application_name: 'the holder' });
  client.on('error', () => undefined);
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await database.drop();
  await rm(folder, { recursive: true });
});

async function write(name: string, sql: string) {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'migration.sql'), sql);
}
const run = (databaseUrl = database.url) =>
  migrate({ databaseUrl, migrationsDir: folder, log: (line) => lines.push(line) });
const rows = async (sql: string) => (await client.query<Record<string, unknown>>(sql)).rows;
const applied = async () =>
  (await rows('SELECT migration_name AS n FROM _prisma_migrations ORDER BY started_at')).map(
    ({ n }) => n,
  );
const sum = () => rows('SELECT "of" FROM "sum"');
const indexes = () =>
  rows(`SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass('sum_of')`);
// On a connection of its own: within a transaction the activity is read once.
const waiting = () =>
  vi.waitFor(async () => {
    const { rowCount } = await asAdmin(
      (admin) =>
        admin.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        ),
      new URL(database.url).pathname.slice(1),
    );
    if (rowCount === 0) throw new Error('nobody waits');
  }, 20_000);

it.each([true, false])(
  'goes on after an end at any moment, the last words delivered: %s',
  async (deliver) => {
    // Every second moment from either start: all in two runs.
    const start = 1 + Math.floor(Math.random() * 2);
    for (let after = start, severed = true; severed; after += 2) {
      const proxy = await startSeveringProxy(database.url, { after, deliver });
      await run(proxy.url).catch(() => undefined);
      severed = proxy.severed;
      await run();
      expect(await applied(), `cut after ${after}`).toEqual(NAMES);
      expect(await sum()).toEqual([{ of: 1 }]);
      expect(await indexes()).toEqual([{ valid: true }]);
      await proxy.close();
      await client.query('DROP TABLE "sum", "_prisma_migrations"');
    }
  },
  120_000,
);

it('goes on after its connections were terminated while instances started at once', async () => {
  await client.query(SUM);
  await client.query('BEGIN; LOCK TABLE "sum" IN ACCESS SHARE MODE');
  await rm(join(folder, '1_sum'), { recursive: true });
  const runs = Promise.allSettled([run(), run(), run()]);
  await waiting();
  await asAdmin((admin) =>
    admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity JOIN pg_locks USING (pid)
       WHERE application_name LIKE 'migrate %' AND locktype = 'advisory'`,
    ),
  );
  await client.query('COMMIT');
  const ends = await runs;
  expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  expect(ends.flatMap((end) => (end.status === 'fulfilled' ? end.value : [])).sort()).toEqual([
    '2_add',
    '3_index',
  ]);
  expect(await sum()).toEqual([{ of: 1 }]);
});

it('lets others pass while a table is held, says who holds it, and tries again', async () => {
  await client.query(SUM);
  await client.query('BEGIN; LOCK TABLE "sum" IN ACCESS SHARE MODE');
  await rm(join(folder, '1_sum'), { recursive: true });
  const migrating = run();
  await waiting();
  const reader = new pg.Client({ connectionString: database.url });
  await reader.connect();
  // It queues behind the script, which therefore has to step aside.
  expect((await reader.query('SELECT "of" FROM "sum"')).rows).toEqual([{ of: 0 }]);
  await reader.end();
  await vi.waitFor(() => expect(lines).not.toEqual([]), 20_000);
  expect(lines[0]).toMatch(
    /^Migration 2_add waits for a lock held by process \d+ \(application the holder, role \w+, idle in transaction, since 20/,
  );
  await client.query('COMMIT');
  expect(await migrating).toEqual(['2_add', '3_index']);
});

it('says who has the lock of migrations, and waits for it', async () => {
  await client.query('BEGIN; SELECT pg_advisory_xact_lock(72707369)');
  const migrating = run();
  await vi.waitFor(() => expect(lines).not.toEqual([]), 20_000);
  expect(lines[0]).toMatch(
    /^Migrating waits for a lock held by process \d+ \(application the holder/,
  );
  await client.query('COMMIT');
  expect(await migrating).toEqual(NAMES);
});

it('builds an index concurrently while another instance waits for its turn', async () => {
  await client.query(SUM);
  await client.query('BEGIN; LOCK TABLE "sum" IN ROW EXCLUSIVE MODE');
  await rm(join(folder, '1_sum'), { recursive: true });
  await rm(join(folder, '2_add'), { recursive: true });
  const runs = Promise.all([run(), run()]);
  await waiting();
  await vi.waitFor(() => expect(lines.join()).toContain('Migrating waits'), 20_000);
  await client.query('COMMIT');
  expect((await runs).flat()).toEqual(['3_index']);
});

it('replaces the invalid index of a building that was cut off', async () => {
  await client.query(`${SUM} CREATE INDEX "sum_of" ON "sum"("of")`);
  await asAdmin(
    (admin) =>
      admin.query(`UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'sum_of'::regclass`),
    new URL(database.url).pathname.slice(1),
  );
  await rm(join(folder, '1_sum'), { recursive: true });
  await run();
  expect(await indexes()).toEqual([{ valid: true }]);
});

it.each([
  [
    'CREATE INDEX CONCURRENTLY "a" ON "sum"("of");',
    'write CREATE INDEX CONCURRENTLY IF NOT EXISTS',
  ],
  ['SELECT 1; SELECT 2;', 'cannot insert multiple commands'],
])('refuses outside a transaction what cannot be repeated: %s', async (sql, reason) => {
  await write('3_index', `-- migrate: no transaction\n${sql}`);
  await expect(run()).rejects.toThrow(reason);
});
