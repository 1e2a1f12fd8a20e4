import { createPool } from '@customer-graph/subgraph';
import { runMigrations } from 'graphile-worker';
import { pino } from 'pino';
import { libraryLog } from './library-log.ts';

/** Brings the schema `graphile_worker` up to date. Nothing but reading happens where it is. */
export async function migrateJobs(databaseUrl: string): Promise<void> {
  const log = pino({ level: 'silent' });
  const pgPool = createPool({ url: databaseUrl, poolSize: 1, log });
  try {
    await runMigrations({ pgPool, logger: libraryLog(log) });
  } finally {
    await pgPool.end();
  }
}
