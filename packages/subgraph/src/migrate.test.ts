import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type TestDatabase, createTestDatabase } from '@customer-graph/testing';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { migrate } from './migrate.ts';

const THINGS = `
CREATE TABLE "things" (
  "id" UUID NOT NULL,
  "name" TEXT NOT NULL CONSTRAINT "things_name_not_empty" CHECK ("name" <> ''),
  "gone" BOOLEAN NOT NULL DEFAULT false,
  "parent_id" UUID REFERENCES "things" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT "things_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "things_living_name" ON "things" ("name") WHERE NOT "gone";
CREATE INDEX "things_lower_name" ON "things" (lower("name"));
CREATE FUNCTION "shout"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."name" := upper(NEW."name"); -- a semicolon inside a body
  RETURN NEW;
END $$;
CREATE TRIGGER "things_shout" BEFORE INSERT ON "things" FOR EACH ROW EXECUTE FUNCTION "shout"();
`;

let folder: string;
let database: TestDatabase;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  database = await createTestDatabase({ template: 'empty', prepare: () => Promise.resolve() });
});

afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

async function write(name: string, sql: string): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'migration.sql'), sql);
}

function run(): Promise<string[]> {
  return migrate({ databaseUrl: database.url, migrationsDir: folder });
}

async function query(sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('migrate', () => {
  it('applies what is missing, oldest first, and then nothing', async () => {
    await write('20260102000000_more', 'ALTER TABLE "things" ADD COLUMN "note" TEXT;');
    await write('20260101000000_things', THINGS);
    expect(await run()).toEqual(['20260101000000_things', '20260102000000_more']);
    expect(await run()).toEqual([]);
    await write('20260103000000_last', 'ALTER TABLE "things" DROP COLUMN "note";');
    expect(await run()).toEqual(['20260103000000_last']);
  });

  it("applies the migrations of packages with the module's own, by name, and refuses a name that comes twice", async () => {
    await write(
      'own/20260102000000_part',
      'CREATE TABLE "part" (PRIMARY KEY ("id")) INHERITS ("whole");',
    );
    await write('package/20260101000000_whole', 'CREATE TABLE "whole" ("id" INT);');
    await write('package/20260103000000_more', 'ALTER TABLE "whole" ADD COLUMN "more" INT;');
    const options = {
      databaseUrl: database.url,
      migrationsDir: join(folder, 'own'),
      packageMigrations: [join(folder, 'package')],
    };
    expect(await migrate(options)).toEqual([
      '20260101000000_whole',
      '20260102000000_part',
      '20260103000000_more',
    ]);
    await write('own/20260101000000_whole', 'SELECT 1;');
    await expect(migrate(options)).rejects.toThrow(
      'Two migrations are called 20260101000000_whole',
    );
  });

  it('leaves functions whole, semicolons included', async () => {
    await write('20260101000000_things', THINGS);
    await run();
    await query(`INSERT INTO things (id, name) VALUES (gen_random_uuid(), 'ada')`);
    expect(await query('SELECT name FROM things')).toEqual([{ name: 'ADA' }]);
  });

  it('keeps its history where the Prisma command line looks for it', async () => {
    await write('20260101000000_things', THINGS);
    await run();
    const history =
      'SELECT migration_name, applied_steps_count, finished_at IS NOT NULL AS done, length(checksum) FROM _prisma_migrations';
    expect(await query(history)).toEqual([
      { migration_name: '20260101000000_things', applied_steps_count: 1, done: true, length: 64 },
    ]);
  });

  it('lets instances start at once: each migration is applied by one of them', async () => {
    await write('20260101000000_things', THINGS);
    await write('20260102000000_slow', 'SELECT pg_sleep(0.3); CREATE TABLE "slow" ("id" INT);');
    const applied = await Promise.all([run(), run(), run()]);
    expect(applied.flat().sort()).toEqual(['20260101000000_things', '20260102000000_slow']);
  });

  it('names a failing migration and the reason, leaves nothing of it, and tries again', async () => {
    await write('20260101000000_things', THINGS);
    await write('20260102000000_bad', 'CREATE TABLE "half" ("id" INT); SELECT nonsense;');
    const message = 'Migration 20260102000000_bad failed: column "nonsense" does not exist';
    await expect(run()).rejects.toThrow(message);
    await expect(run()).rejects.toThrow(message);
    expect(await query(`SELECT to_regclass('half') AS half`)).toEqual([{ half: null }]);
    await write('20260102000000_bad', 'CREATE TABLE "half" ("id" INT);');
    expect(await run()).toEqual(['20260102000000_bad']);
  });

  it('applies an older migration that is missing, although later ones are there', async () => {
    await write('20260102000000_more', 'CREATE TABLE "more" ("id" INT);');
    await run();
    await write('20260101000000_things', THINGS);
    expect(await run()).toEqual(['20260101000000_things']);
  });

  it('refuses to go on when an applied migration was changed, but not when its line ends were', async () => {
    await write('20260101000000_things', THINGS);
    await run();
    await write('20260101000000_things', THINGS.replaceAll('\n', '\r\n'));
    expect(await run()).toEqual([]);
    await write('20260101000000_things', `${THINGS}-- changed`);
    await expect(run()).rejects.toThrow('20260101000000_things was changed after it was applied');
  });

  it('takes an unfinished record for nothing done, and keeps it as rolled back', async () => {
    await write('20260101000000_things', THINGS);
    await run();
    await query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('1', 'x', '20260102000000_more')`,
    );
    await write('20260102000000_more', 'CREATE TABLE "more" ("id" INT);');
    expect(await run()).toEqual(['20260102000000_more']);
    const history = `SELECT rolled_back_at IS NOT NULL AS back, finished_at IS NOT NULL AS done
      FROM _prisma_migrations WHERE migration_name = '20260102000000_more' ORDER BY back`;
    expect(await query(history)).toEqual([
      { back: false, done: true },
      { back: true, done: false },
    ]);
  });

  it('says so when a script ends its transaction itself', async () => {
    await write('20260101000000_own', 'CREATE TABLE "own" ("id" INT); COMMIT;');
    await expect(run()).rejects.toThrow('leave out BEGIN, COMMIT and ROLLBACK');
  });
});
