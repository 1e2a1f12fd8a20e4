import { EventEmitter } from 'node:events';
import { run, type WorkerPool } from 'graphile-worker';
import type { Pool } from 'pg';
import { libraryLog } from './library-log.ts';
import { runTask } from './run-task.ts';
import { onWake } from './wake.ts';
import type { JobsOptions } from './worker.ts';

const concurrency = 5;
const pollInterval = 10_000;
/** How long a stop waits for the jobs in hand before it ends them. */
const stopTime = 3_000;

export interface RunningJobs {
  /** Settles when it has ended, whether asked to or not. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Runs the library once, on connections that may be those of PgBouncer in transaction mode. */
export async function startRunner(
  { tasks, schedule = {}, log }: JobsOptions,
  pgPool: Pool,
): Promise<RunningJobs> {
  const events = new EventEmitter();
  let forgetWake = () => undefined as unknown;
  events.once('pool:create', ({ workerPool }: { workerPool: WorkerPool }) => {
    forgetWake = onWake(() => {
      try {
        workerPool.nudge(1);
      } catch {
        // It has begun to end.
      }
    });
  });
  const runner = await run({
    pgPool,
    logger: libraryLog(log),
    events,
    concurrency,
    pollInterval,
    noPreparedStatements: true,
    noHandleSignals: true,
    gracefulShutdownAbortTimeout: stopTime,
    // With a delay, if only none, a failure to record an outcome ends the runner; without one, it ends the process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    taskList: Object.fromEntries(
      Object.entries(tasks).map(([name, task]) => [
        name,
        (_payload, { job, abortSignal }) => runTask(task, { job, stopping: abortSignal, log }),
      ]),
    ),
    crontab: Object.entries(schedule)
      .map(([name, times]) => `${times} ${name} ?jobKey=${name}`)
      .join('\n'),
  });
  return {
    ended: runner.promise.finally(() => forgetWake()),
    stop: async () => {
      forgetWake();
      // Rejects when it has stopped already.
      await runner.stop().catch(() => undefined);
    },
  };
}
