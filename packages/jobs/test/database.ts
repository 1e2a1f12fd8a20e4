import type { SqlTransaction } from '@customer-graph/subgraph';
import { createTestDatabase } from '@customer-graph/testing';
import pg from 'pg';
import { migrateJobs } from '../src/index.ts';

/** A database with the library's schema, and transactions on it as a service's client offers them. */
export async function openJobsDatabase() {
  const database = await createTestDatabase({ template: 'jobs', prepare: migrateJobs });
  const pool = new pg.Pool({ connectionString: database.url, max: 5 });
  pool.on('error', () => undefined);
  return {
    url: database.url,
    query: async (text: string, values: unknown[] = []) =>
      (await pool.query<Record<string, unknown>>(text, values)).rows,
    transaction: async (work: (tx: SqlTransaction) => Promise<void>) => {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        await work(tagged(client));
        await client.query('COMMIT');
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      } finally {
        client.release();
      }
    },
    drop: async () => {
      await pool.end();
      await database.drop();
    },
  };
}
export type JobsDatabase = Awaited<ReturnType<typeof openJobsDatabase>>;

function tagged(client: pg.PoolClient): SqlTransaction {
  const run = (parts: TemplateStringsArray, values: unknown[]) =>
    client.query(
      parts.reduce((text, part, index) => `${text}$${index}${part}`),
      values,
    );
  return {
    $queryRaw: async <Rows>(parts: TemplateStringsArray, ...values: unknown[]) =>
      (await run(parts, values)).rows as Rows,
    $executeRaw: async (parts, ...values) => (await run(parts, values)).rowCount ?? 0,
  };
}
