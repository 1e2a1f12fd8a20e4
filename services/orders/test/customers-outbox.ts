import { appendEvent, type NewEvent } from '@customer-graph/events';
import {
  migrate,
  packageMigrations,
  queryWith,
  type SqlTransaction,
} from '@customer-graph/subgraph';
import { createTestDatabase } from '@customer-graph/testing';
import pg from 'pg';

const [migrationsDir = ''] = packageMigrations(import.meta.url, {
  '@customer-graph/events': ['outbox'],
});

/** The outbox of the owner of customers, in a database of its own. */
export async function openCustomersOutbox() {
  const database = await createTestDatabase({
    template: 'customers_outbox',
    prepare: (databaseUrl) => migrate({ databaseUrl, migrationsDir }),
  });
  const pool = new pg.Pool({ connectionString: database.url, max: 5 });
  pool.on('error', () => undefined);

  /** Begins a transaction that tells; it commits when told to, so that another may overtake it. */
  async function begin() {
    const client = await pool.connect();
    await client.query('BEGIN');
    return {
      tell: (event: NewEvent) => appendEvent(tagged(client), event),
      commit: async () => {
        await client.query('COMMIT');
        client.release();
      },
    };
  }
  return {
    query: queryWith(pool),
    begin,
    tell: async (event: NewEvent) => {
      const transaction = await begin();
      await transaction.tell(event);
      await transaction.commit();
    },
    close: async () => {
      await pool.end();
      await database.drop();
    },
  };
}

/** Tagged SQL on one connection. */
function tagged(client: pg.ClientBase): SqlTransaction {
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
