import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { watchLocks } from './lock-watch.ts';
import { createHistory, missingScripts, recordScript } from './migration-history.ts';
import { readMigrationScripts } from './migration-scripts.ts';
import { type MigrationRun, runScript } from './run-migration.ts';

// The key of Prisma's command line, so that it and an instance that starts wait for each other, too.
const LOCK = 72_707_369;
const LOCK_POLL = 250;
const MOST_SECONDS_BETWEEN_TRIES = 8;
const WORTH_ANOTHER_TRY = new Set(['55P03' /* lock not available */, '40P01' /* deadlock */]);

export interface MigrateOptions {
  readonly databaseUrl: string;
  /** Folder of Prisma's layout with the module's own migrations. */
  readonly migrationsDir: string;
  /** Such folders of the packages whose tables the module has. */
  readonly packageMigrations?: readonly string[];
  /** Takes lines about waiting: for which lock, who holds it and since when. Standard error without it. */
  readonly log?: (line: string) => void;
}

/**
 * Brings a database up to date. A script and its record are one transaction: whatever ends the process, the script has
 * happened and is recorded, or nothing of it has happened and the next call applies it. Instances that start at once
 * take turns; locks are waited for as long as the process lives.
 *
 * @returns the names of the migrations that this call applied, oldest first; empty when there was nothing to do
 * @throws Error naming the migration that failed and PostgreSQL's reason
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const { databaseUrl, log = console.warn } = options;
  const folders = [...(options.packageMigrations ?? []), resolve(options.migrationsDir)];
  const scripts = await readMigrationScripts(folders);
  const connect = () => connectTo(databaseUrl);
  const client = await connect();
  try {
    if ((await missingScripts(client, scripts)).length === 0) return [];
    const beside = await connect();
    const watch = watchLocks(beside, log);
    try {
      return await applyAll({ client, connect, watch, scripts });
    } finally {
      watch.stop();
      await beside.end();
    }
  } finally {
    await client.end();
  }
}

async function applyAll(run: MigrationRun): Promise<string[]> {
  const applied: string[] = [];
  for (let tries = 0; ;) {
    try {
      const name = await applyNext(run);
      if (name === null) return applied;
      applied.push(name);
      tries = 0;
    } catch (error) {
      if (!WORTH_ANOTHER_TRY.has(codeOf(error))) throw error;
      await delay(Math.min(2 ** tries, MOST_SECONDS_BETWEEN_TRIES) * 1_000);
      tries += 1;
    }
  }
}

/** Applies the oldest missing script. @returns its name, null when none is left */
async function applyNext({ client, watch, ...run }: MigrationRun): Promise<string | null> {
  watch.follow('Migrating', { key: LOCK });
  // Tried, not waited for: a statement that waits would hold up an index that is built concurrently.
  while (!(await beginLocked(client))) await delay(LOCK_POLL);
  try {
    await createHistory(client);
    const [script] = await missingScripts(client, run.scripts);
    if (script) {
      await runScript({ client, watch, ...run }, script);
      await recordScript(client, script);
    }
    await client.query('COMMIT');
    return script?.name ?? null;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Begins a transaction that holds the lock of migrations until its end. @returns false when another one holds it */
async function beginLocked(client: pg.Client): Promise<boolean> {
  await client.query('BEGIN');
  const { rows } = await client.query<{ locked: boolean }>(
    'SELECT pg_try_advisory_xact_lock($1) AS locked',
    [LOCK],
  );
  if (rows[0]?.locked) return true;
  await client.query('ROLLBACK');
  return false;
}

async function connectTo(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: `migrate on ${hostname().slice(0, 50)}`,
  });
  // The statement that runs rejects; without a listener the process would end first.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

function codeOf(error: unknown): string {
  const { cause } = error instanceof Error ? error : {};
  const origin = cause instanceof pg.DatabaseError ? cause : error;
  return origin instanceof pg.DatabaseError ? (origin.code ?? '') : '';
}
