import { runMigrations } from 'graphile-worker';
import { pino } from 'pino';
import { libraryLog } from './library-log.ts';
import { openPool } from './pool.ts';

/** Brings the schema `graphile_worker` up to date. Nothing but reading happens where it is. */
export async function migrateJobs(databaseUrl: string): Promise<void> {
  const log = pino({ level: 'silent' });
  const pgPool = openPool(databaseUrl, log);
  try {
    await runMigrations({ pgPool, logger: libraryLog(log) });
  } finally {
    await pgPool.end();
  }
}
