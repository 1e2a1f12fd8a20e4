import type { SqlTransaction, TransactionRunner } from '@customer-graph/subgraph';
import { createTestDatabase } from '@customer-graph/testing';
import pg from 'pg';

const tables = `
  CREATE TABLE outbox_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
    event_id uuid NOT NULL UNIQUE, type text NOT NULL, version int NOT NULL, store_id text NOT NULL, subject text NOT NULL,
    occurred_at timestamptz(3) NOT NULL DEFAULT now(), payload jsonb NOT NULL);
  CREATE INDEX ON outbox_events (transaction_id, id);
  CREATE INDEX ON outbox_events (store_id, subject);
  CREATE TABLE feed_cursors (feed text PRIMARY KEY, cursor text NOT NULL, occurred_at timestamptz(3),
    updated_at timestamptz(3) NOT NULL DEFAULT now());
  CREATE TABLE parked_events (feed text, event_id text, event jsonb NOT NULL, reason text NOT NULL,
    parked_at timestamptz(3) NOT NULL DEFAULT now(), PRIMARY KEY (feed, event_id));
  CREATE TABLE seen (position bigint GENERATED ALWAYS AS IDENTITY, subject text NOT NULL);`;

/** A database with the tables of both sides, and tagged SQL on it as a service's client offers it. */
export async function openEventsDatabase() {
  const database = await createTestDatabase({
    template: 'events',
    prepare: (url) => run(url, tables),
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
