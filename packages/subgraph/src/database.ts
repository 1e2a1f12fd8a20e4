import pg from 'pg';
import type { Logger } from 'pino';
import { parseInstant } from './instant.ts';

/** Rows of one prepared statement. `name` must be unique to `text`: PostgreSQL keeps the plan under it. */
export type Query = <Row extends pg.QueryResultRow>(
  name: string,
  text: string,
  values: unknown[],
) => Promise<Row[]>;

export interface DatabaseOptions {
  readonly url: string;
  readonly poolSize: number;
  readonly log: Logger;
}

// 64-bit integers are read as numbers: every one we store is within ±(2^53-1), kept so by constraints.
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);
types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, parseInstant);

/** The connections of one service to its database. Prisma and {@link queryWith} share them. */
export function createPool({ url, poolSize, log }: DatabaseOptions): pg.Pool {
  const pool = new pg.Pool({
    application_name: 'customer-graph',
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 1_800,
    idleTimeoutMillis: 30_000,
    statement_timeout: 10_000,
    idle_in_transaction_session_timeout: 10_000,
    types,
  });
  // Without a listener, a connection that breaks while idle ends the process.
  pool.on('error', (error) => log.warn({ err: error }, 'database connection lost'));
  // The pool listens only to idle clients: one that is taken needs a listener of its own.
  pool.on('connect', (client) => {
    client.on('error', (error) => log.warn({ err: error }, 'database connection lost'));
  });
  return pool;
}

/** Runs prepared statements on the pool: for reads that are batched or that Prisma cannot say. */
export const queryWith =
  (pool: pg.Pool): Query =>
  async <Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]) =>
    (await pool.query<Row>({ name, text, values })).rows;
