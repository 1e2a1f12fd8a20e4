import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

import { PrismaPg } from '@prisma/adapter-pg';
import {
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  bindMigrationAwareSqlAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

const FILTERS = { externalTables: [], externalEnums: [] };
// Any constant: it only has to be the same in every instance of every version.
const LOCK = 720_190_331;

/**
 * Brings a database up to date with Prisma's migration folders. Instances that start at once wait for each other.
 *
 * @returns the names of the migrations that were applied, oldest first; empty when there was nothing to do
 * @throws Error naming the migration that failed and PostgreSQL's reason; nothing of that migration stays, and the next
 *   call tries it again
 */
export async function migrate(options: {
  databaseUrl: string;
  migrationsDir: string;
}): Promise<string[]> {
  const migrations = await readMigrations(resolve(options.migrationsDir));
  const lock = new pg.Client({ connectionString: options.databaseUrl });
  lock.on('error', () => undefined);
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [LOCK]);
    return await withEngine(options.databaseUrl, undefined, (session) =>
      apply(session, migrations),
    );
  } finally {
    await lock.end();
  }
}

/**
 * Compares a migrated database with `schema.prisma`.
 *
 * @returns '' when they agree, else what a migration would have to change, as text; checks, triggers, functions and
 *   partial indexes, which Prisma's schema can't express, don't count
 */
export async function schemaDrift(options: {
  databaseUrl: string;
  schemaPath: string;
}): Promise<string> {
  const path = resolve(options.schemaPath);
  const files = [{ path, content: await readFile(path, 'utf8') }];
  return withEngine(options.databaseUrl, files, async ({ engine }) => {
    const { exitCode, stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: resolve(path, '..') },
      to: { tag: 'schemaDatamodel', files },
      script: false,
      exitCode: true,
      filters: FILTERS,
    });
    return exitCode === 0 ? '' : (stdout ?? 'The database and the schema differ.');
  });
}

interface Session {
  engine: SchemaEngine;
  /** The migration script that PostgreSQL refused, and why: the engine's own error says less. */
  refused: { script: string; error: unknown } | undefined;
}

async function apply(session: Session, migrations: MigrationList): Promise<string[]> {
  try {
    const input = { migrationsList: migrations, filters: FILTERS };
    return (await session.engine.applyMigrations(input)).appliedMigrationNames;
  } catch (cause) {
    const { refused } = session;
    const failed = migrations.migrationDirectories.find(
      ({ migrationFile: { content } }) => content.tag === 'ok' && content.value === refused?.script,
    );
    if (!refused || !failed) throw new Error(`Migrating failed: ${reason(cause)}`, { cause });
    // A script runs as one transaction, so it left nothing behind, unless it ended that transaction itself.
    if (!/^\s*commit\b/im.test(refused.script)) {
      await session.engine.markMigrationRolledBack({ migrationName: failed.path });
    }
    throw new Error(`Migration ${failed.path} failed: ${reason(refused.error)}`, { cause });
  }
}

async function withEngine<T>(
  databaseUrl: string,
  datamodels: { path: string; content: string }[] | undefined,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  await loadEngine();
  // One connection, like Prisma's own engine: it takes a session lock, and scripts may change session settings.
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  const refuse = (script: string, error: unknown): void => {
    session.refused = { script, error };
  };
  const inner = new PrismaPg(pool);
  const factory: SqlMigrationAwareDriverAdapterFactory = {
    provider: inner.provider,
    adapterName: inner.adapterName,
    connect: async () => mended(await inner.connect(), pool, refuse),
    connectToShadowDb: () => inner.connectToShadowDb(),
  };
  const models = datamodels?.map(({ path, content }): [string, string] => [path, content]);
  const session: Session = {
    engine: await engineModule.SchemaEngine.new(
      { datamodels: models },
      () => undefined,
      bindMigrationAwareSqlAdapterFactory(factory),
    ),
    refused: undefined,
  };
  try {
    return await work(session);
  } finally {
    session.engine.free();
    await pool.end();
  }
}

/** Two things that Prisma's adapter gets wrong for the schema engine (seen in 7.10.0). */
function mended(
  adapter: SqlDriverAdapter,
  pool: pg.Pool,
  refuse: (script: string, error: unknown) => void,
): SqlDriverAdapter {
  // It cuts a script at every semicolon, also inside functions; PostgreSQL takes it whole.
  adapter.executeScript = async (script) => {
    try {
      await pool.query(script);
    } catch (error) {
      refuse(script, error);
      throw error;
    }
  };
  // It can't read the type "char", in which PostgreSQL's catalog tells the kinds of constraints.
  const queryRaw = adapter.queryRaw.bind(adapter);
  const chars = /\b(constr\.contype|con\.confdeltype|con\.confupdtype)\b/g;
  adapter.queryRaw = (query) => queryRaw({ ...query, sql: query.sql.replace(chars, '$1::bpchar') });
  return adapter;
}

async function readMigrations(baseDir: string): Promise<MigrationList> {
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const migrationDirectories = await Promise.all(
    names.sort().map(async (name) => {
      const value = await readFile(join(baseDir, name, 'migration.sql'), 'utf8');
      return {
        path: name,
        migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value } },
      };
    }),
  );
  const content = await readFile(join(baseDir, 'migration_lock.toml'), 'utf8').catch(() => null);
  const lockfile = { path: 'migration_lock.toml', content };
  return { baseDir, lockfile, shadowDbInitScript: '', migrationDirectories };
}

let loading: Promise<void> | undefined;

/** The engine comes for bundlers; in Node its WebAssembly has to be put together by hand, once per process. */
function loadEngine(): Promise<void> {
  return (loading ??= (async () => {
    const require = createRequire(import.meta.url);
    const script = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
    const wasm = await readFile(script.replace(/\.js$/, '.wasm'));
    const imports = { './schema_engine_bg.js': { ...engineModule } };
    const { instance } = await WebAssembly.instantiate(wasm, imports);
    callOf(engineModule, '__wbg_set_wasm')(instance.exports);
    callOf(instance.exports, '__wbindgen_start')();
  })());
}

function callOf(owner: object, name: string): (...args: unknown[]) => unknown {
  const found: unknown = Reflect.get(owner, name);
  if (typeof found === 'function') return (...args) => Reflect.apply(found, undefined, args);
  throw new Error(`@prisma/schema-engine-wasm has no ${name}.`);
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
