import pg from 'pg';
import type { Logger } from 'pino';

/** One listens for new jobs; the others are needed only to take a job and to end it. */
const connections = 3;

/** Connections of their own: jobs and responses never wait for each other's. Nobody waits for these, so they have time. */
export function openPool(databaseUrl: string, log: Logger): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: connections,
    connectionTimeoutMillis: 15_000,
    application_name: 'jobs',
  });
  const warn = (error: Error) => log.warn({ err: error }, 'database connection of jobs lost');
  // Without listeners a connection that breaks ends the process: one for those that rest, one for those in use.
  pool.on('error', warn);
  pool.on('connect', (client) => client.on('error', warn));
  return pool;
}
