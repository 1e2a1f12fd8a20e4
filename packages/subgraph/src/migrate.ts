import { readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import type { MigrationList } from '@prisma/schema-engine-wasm';
import pg from 'pg';

import { type EngineSession, withEngine } from './schema-engine.ts';

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

async function apply(session: EngineSession, migrations: MigrationList): Promise<string[]> {
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

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
