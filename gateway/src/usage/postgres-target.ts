import pg from 'pg';
import type { UsageTarget } from './usage-target.ts';

/** Tables of its own, of which nobody else knows; the first gateway makes them. */
const tables = `
  SELECT pg_advisory_xact_lock(hashtext('gateway_usage'));
  CREATE SCHEMA IF NOT EXISTS gateway_usage;
  CREATE TABLE IF NOT EXISTS gateway_usage.operation (id text PRIMARY KEY, text text NOT NULL);
  CREATE TABLE IF NOT EXISTS gateway_usage.day (
    graph text NOT NULL, day date NOT NULL, instance uuid NOT NULL,
    since timestamptz NOT NULL, until timestamptz NOT NULL, unrecorded bigint NOT NULL,
    PRIMARY KEY (graph, day, instance)
  );
  CREATE TABLE IF NOT EXISTS gateway_usage.count (
    graph text NOT NULL, day date NOT NULL, instance uuid NOT NULL,
    operation text NOT NULL REFERENCES gateway_usage.operation,
    client text NOT NULL, version text NOT NULL, requests bigint NOT NULL, last timestamptz NOT NULL,
    PRIMARY KEY (graph, day, instance, operation, client, version),
    FOREIGN KEY (graph, day, instance) REFERENCES gateway_usage.day ON DELETE CASCADE
  );`;
const operations = `
  INSERT INTO gateway_usage.operation (id, text)
  SELECT id, text FROM unnest($1::text[], $2::text[]) AS given (id, text) ORDER BY id
  ON CONFLICT DO NOTHING`;
const days = `
  INSERT INTO gateway_usage.day (graph, day, instance, since, until, unrecorded)
  VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (graph, day, instance) DO UPDATE SET until = excluded.until, unrecorded = excluded.unrecorded`;
const counts = `
  INSERT INTO gateway_usage.count (graph, day, instance, operation, client, version, requests, last)
  SELECT $1, $2, $3, *
  FROM unnest($4::text[], $5::text[], $6::text[], $7::bigint[], $8::timestamptz[])
  ON CONFLICT (graph, day, instance, operation, client, version)
  DO UPDATE SET requests = excluded.requests, last = excluded.last`;

/** Milliseconds. A statement's limit is kept by this side, since a pooler may refuse to pass one on. */
const limits = { connectionTimeoutMillis: 5_000, query_timeout: 10_000 };

/** Counts as whole numbers of a day and process, so that a write whose end was not heard of may be done again. */
export function createPostgresTarget(connectionString: string): UsageTarget {
  const pool = new pg.Pool({ connectionString, max: 1, idleTimeoutMillis: 10_000, ...limits });
  // A connection that breaks while nobody uses it is replaced at the next write.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  let prepared = false;

  async function transaction(work: (client: pg.PoolClient) => Promise<unknown>): Promise<void> {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      await work(client);
      await client.query('COMMIT');
      client.release();
    } catch (error) {
      // Its state is not known any more.
      client.release(true);
      throw error;
    }
  }

  return {
    takesChanges: true,
    async write(day) {
      if (!prepared) await transaction((client) => client.query(tables));
      prepared = true;
      const key = [day.graph, day.day, day.instance];
      await transaction(async (client) => {
        const texts = day.operations;
        await client.query(operations, [texts.map(({ id }) => id), texts.map(({ text }) => text)]);
        await client.query(days, [...key, day.since, day.until, day.unrecorded]);
        await client.query(counts, [
          ...key,
          day.counts.map(({ operation }) => operation),
          day.counts.map(({ client: name }) => name),
          day.counts.map(({ version }) => version),
          day.counts.map(({ requests }) => requests),
          day.counts.map(({ last }) => last),
        ]);
      });
    },
    close: () => pool.end(),
  };
}
