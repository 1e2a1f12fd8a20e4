import { newId, type SqlTransaction } from '@customer-graph/subgraph';
import { wakeWorkers } from './wake.ts';

/** About fifteen hours with the library's pauses, each e times as long as the one before and none longer than six hours. */
const attempts = 12;

export interface NewJob {
  /** The name under which the worker knows what to do. */
  readonly task: string;
  /** What it needs; a JSON value, read back by the schema of the task. */
  readonly payload: object;
  /** Ids or hashes of whom the job is about, without colons: {@link removeJobsAbout} finds it by them. */
  readonly about: readonly string[];
  /** Takes the place of a job of the same task, subjects and id that waits; each is a job of its own without one. */
  readonly id?: string;
}

/** Has a job done once the transaction stands, and not at all when it is rolled back. */
export async function addJob(tx: Pick<SqlTransaction, '$executeRaw'>, job: NewJob): Promise<void> {
  const { task, payload, about, id = newId() } = job;
  const key = [task, ...about, id].join(':');
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(${task}, payload := ${JSON.stringify(payload)}::json, job_key := ${key},
      max_attempts := ${attempts}::int)`;
  wakeWorkers();
}

/** Takes back the jobs that are about any of the subjects; one that is being done is not tried again. */
export async function removeJobsAbout(
  tx: Pick<SqlTransaction, '$executeRaw'>,
  subjects: readonly string[],
): Promise<void> {
  await tx.$executeRaw`
    SELECT graphile_worker.remove_job(key) FROM graphile_worker.jobs
    WHERE string_to_array(key, ':') && ${[...subjects]}::text[]`;
}
