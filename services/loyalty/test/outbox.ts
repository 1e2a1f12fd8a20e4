import { migrate, packageMigrations, newId } from '@customer-graph/subgraph';
import { createTestDatabase } from '@customer-graph/testing';
import pg from 'pg';

const [migrationsDir = ''] = packageMigrations(import.meta.url, {
  '@customer-graph/events': ['outbox'],
});

/** An event as a provider tells it; everything may be wrong about it. */
export interface ToldEvent {
  readonly type: string;
  readonly subject: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly storeId?: string;
  readonly version?: number;
}

const prepare = (databaseUrl: string) => migrate({ databaseUrl, migrationsDir });

/** The database of a service that tells of itself by a feed. */
export async function openOutbox() {
  const database = await createTestDatabase({ template: 'loyalty_outbox', prepare });
  const pool = new pg.Pool({ connectionString: database.url, max: 4 });
  return {
    query: async <Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]) =>
      (await pool.query<Row>({ name, text, values })).rows,
    /** Tells events in this order. */
    tell: async (...events: readonly ToldEvent[]): Promise<void> => {
      for (const { type, subject, payload, storeId = 'demo', version = 1 } of events)
        await pool.query(
          `INSERT INTO outbox_events (event_id, type, version, store_id, subject, payload) VALUES ($1, $2, $3, $4, $5, $6)`,
          [newId(), type, version, storeId, subject, JSON.stringify(payload)],
        );
    },
    /** The feed's last place, as a consumer that has applied everything notes it. */
    end: async (): Promise<string> => {
      const { rows } = await pool.query<{ cursor: string }>(
        `SELECT transaction_id::text || '-' || id AS cursor FROM outbox_events ORDER BY transaction_id DESC, id DESC LIMIT 1`,
      );
      return rows[0]?.cursor ?? '0-0';
    },
    close: async () => {
      await pool.end();
      await database.drop();
    },
  };
}
export type Outbox = Awaited<ReturnType<typeof openOutbox>>;
