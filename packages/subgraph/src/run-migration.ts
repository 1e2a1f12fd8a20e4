import type { Client } from 'pg';
import type { LockWatch } from './lock-watch.ts';
import type { MigrationScript } from './migration-scripts.ts';

/** While a script waits for a table, all who come later wait behind it: it lets them pass and is tried again. */
const LOCK_TIMEOUT = '2s';
const PING_EVERY = 10_000;

// What a killed process leaves behind ends soon: while it runs, by looking for its client; while it is idle, by time.
const SETTINGS = `
  SET LOCAL lock_timeout = '${LOCK_TIMEOUT}';
  SET LOCAL statement_timeout = 0;
  SET LOCAL idle_in_transaction_session_timeout = '60s';`;
const LOOK_FOR_CLIENT = (local: boolean) => `
  DO $$ BEGIN PERFORM set_config('client_connection_check_interval', '2s', ${local});
  EXCEPTION WHEN OTHERS THEN NULL; -- not every operating system can
  END $$;`;

/** What applies scripts: `client` is in a transaction that holds the lock of migrations. */
export interface MigrationRun {
  readonly client: Client;
  readonly connect: () => Promise<Client>;
  readonly watch: LockWatch;
  readonly scripts: readonly MigrationScript[];
}

/** Runs one script. @throws Error naming it and PostgreSQL's reason */
export async function runScript(run: MigrationRun, script: MigrationScript): Promise<void> {
  try {
    await run.client.query(SETTINGS + LOOK_FOR_CLIENT(true));
    await (script.outsideTransaction ? runBeside(run, script) : runInside(run, script));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Migration ${script.name} failed: ${reason}`, { cause: error });
  }
}

async function runInside({ client, watch }: MigrationRun, { name, sql }: MigrationScript) {
  const before = await whereabouts(client);
  watch.follow(`Migration ${name}`, before);
  await client.query(sql);
  const { transaction } = await whereabouts(client);
  if (transaction !== before.transaction)
    throw new Error('it ends its transaction itself; leave out BEGIN, COMMIT and ROLLBACK');
}

/** Its statement may have run before a process was killed, so it is one that can be repeated. */
async function runBeside({ client, connect, watch }: MigrationRun, script: MigrationScript) {
  const ping = setInterval(() => void client.query('SELECT').catch(() => undefined), PING_EVERY);
  const worker = await connect();
  try {
    await worker.query(LOOK_FOR_CLIENT(false));
    watch.follow(`Migration ${script.name}`, await whereabouts(worker));
    await dropInvalidIndex(worker, script.sql);
    // The extended protocol refuses a second statement, which would put both into one transaction.
    const statement = { text: script.sql, queryMode: 'extended' as const };
    await worker.query(statement);
  } finally {
    clearInterval(ping);
    await worker.end();
  }
}

/** An index whose concurrent building was interrupted stays behind, is of no use, and would count as existing. */
async function dropInvalidIndex(worker: Client, sql: string): Promise<void> {
  const [, clause, name] = CONCURRENT_INDEX.exec(sql) ?? [];
  if (name === undefined) return;
  if (clause === undefined) throw new Error('write CREATE INDEX CONCURRENTLY IF NOT EXISTS');
  const { rows } = await worker.query<{ name: string }>(
    `SELECT indexrelid::regclass::text AS name FROM pg_index
     JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE relname = $1 AND NOT indisvalid AND nspname = ANY (current_schemas(false))`,
    [name],
  );
  for (const index of rows) await worker.query(`DROP INDEX CONCURRENTLY IF EXISTS ${index.name}`);
}

const CONCURRENT_INDEX =
  /^\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(IF\s+NOT\s+EXISTS\s+)?"?(\w+)"?/im;

async function whereabouts(client: Client): Promise<{ pid: number; transaction: string }> {
  const { rows } = await client.query<{ pid: number; transaction: string }>(
    'SELECT pg_backend_pid() AS pid, pg_current_xact_id()::text AS transaction',
  );
  const [row] = rows;
  if (!row) throw new Error('PostgreSQL does not say which connection this is');
  return row;
}
