import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { wakeWorkers } from './wake.ts';

const unlock = `SELECT graphile_worker.force_unlock_workers(array_agg(DISTINCT locked_by)) FROM graphile_worker.jobs
  WHERE locked_at < now() - INTERVAL '2 minutes' HAVING count(*) > 0`;
const removeEnded = `SELECT id FROM graphile_worker.complete_jobs(
  (SELECT array_agg(id) FROM graphile_worker.jobs WHERE attempts >= max_attempts AND locked_at IS NULL))`;

/**
 * Gives the jobs of a worker that died to the others: none may run for more than a minute, so after two nobody is at it. A job
 * without attempts left goes, and its payload with it.
 */
export async function recoverJobs(pool: Pool, log: Logger): Promise<void> {
  const unlocked = await pool.query(unlock);
  if (unlocked.rows.length > 0) wakeWorkers(0);
  const { rows } = await pool.query<{ id: string }>(removeEnded);
  for (const { id } of rows) log.error({ job: id }, 'a job without attempts left was removed');
}
