import { migrate, type SqlTransaction, type TransactionRunner } from '@customer-graph/subgraph';
import { createTestDatabase } from '@customer-graph/testing';
import pg from 'pg';
import { fileURLToPath } from 'node:url';

const folder = (set: string) => fileURLToPath(new URL(`../migrations/${set}`, import.meta.url));
const seen =
  'CREATE TABLE seen (position bigint GENERATED ALWAYS AS IDENTITY, subject text NOT NULL);';

/** A database with the tables of both sides, and tagged SQL on it as a service's client offers it. */
export async function openEventsDatabase() {
  const database = await createTestDatabase({
    template: 'events',
    prepare: async (databaseUrl) => {
      const migrationsDir = folder('consumer');
      await migrate({ databaseUrl, migrationsDir, packageMigrations: [folder('outbox')] });
      await run(databaseUrl, seen);
    },
  });
  const pool = new pg.Pool({ connectionString: database.url, max: 10 });
  pool.on('error', () => undefined);
  const db: TransactionRunner<SqlTransaction> = {
    $transaction: async (work) => {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        const result = await work(tagged(client));
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      } finally {
        client.release();
      }
    },
  };
  return {
    db,
    pool,
    query: async <Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]) =>
      (await pool.query<Row>({ name, text, values })).rows,
    seen: async () =>
      (
        await pool.query<{ subject: string }>('SELECT subject FROM seen ORDER BY position')
      ).rows.map(({ subject }) => subject),
    close: async () => {
      await pool.end();
      await database.drop();
    },
  };
}
export type EventsDatabase = Awaited<ReturnType<typeof openEventsDatabase>>;

/** Tagged SQL on one connection. */
export function tagged(client: pg.ClientBase): SqlTransaction {
  const text = (parts: TemplateStringsArray) =>
    parts.reduce((sql, part, index) => `${sql}$${index}${part}`);
  return {
    $queryRaw: async <Rows>(parts: TemplateStringsArray, ...values: unknown[]) =>
      (await client.query(text(parts), values)).rows as Rows,
    $executeRaw: async (parts, ...values) =>
      (await client.query(text(parts), values)).rowCount ?? 0,
  };
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}
