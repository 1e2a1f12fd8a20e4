import { EventEmitter } from 'node:events';
import { run, type TaskList, type WorkerPool } from 'graphile-worker';
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
export async function startRunner(options: JobsOptions, pgPool: Pool): Promise<RunningJobs> {
  const events = new EventEmitter();
  const woken = wakeFrom(events);
  const broken = failsAtFirst(events);
  const runner = await run({
    pgPool,
    logger: libraryLog(options.log),
    events,
    concurrency,
    pollInterval,
    noPreparedStatements: true,
    noHandleSignals: true,
    gracefulShutdownAbortTimeout: stopTime,
    // With a delay, if only none, a failure to record an outcome ends the runner; without one, it ends the process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    taskList: taskListOf(options),
    crontab: Object.entries(options.schedule ?? {})
      .map(([name, times]) => `${times} ${name} ?jobKey=${name}`)
      .join('\n'),
  });
  // Rejects when it has stopped already.
  const stop = () => runner.stop().catch(() => undefined);
  void broken.then(stop);
  return {
    ended: runner.promise.finally(woken.forget),
    stop: async () => {
      woken.forget();
      await stop();
    },
  };
}

const taskListOf = ({ tasks, log }: JobsOptions): TaskList =>
  Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      (_payload, { job, abortSignal }) => runTask(task, { job, stopping: abortSignal, log }),
    ]),
  );

function wakeFrom(events: EventEmitter): { forget: () => void } {
  let forget = () => undefined as unknown;
  events.once('pool:create', ({ workerPool }: { workerPool: WorkerPool }) => {
    forget = onWake(() => {
      try {
        workerPool.nudge(1);
      } catch {
        // It has begun to end.
      }
    });
  });
  return { forget: () => forget() };
}

/**
 * Resolves when the first look for jobs fails: the library keeps that failure, and would find no job as long as it runs. Later ones
 * pass.
 */
const failsAtFirst = (events: EventEmitter): Promise<void> =>
  new Promise((resolve) => {
    const fail = () => resolve();
    events.once('worker:getJob:error', fail);
    for (const found of ['worker:getJob:empty', 'job:start'])
      events.once(found, () => events.off('worker:getJob:error', fail));
  });
