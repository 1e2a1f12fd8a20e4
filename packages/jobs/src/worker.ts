import { setTimeout as delay } from 'node:timers/promises';
import { repeat } from '@customer-graph/subgraph';
import type { Logger } from 'pino';
import { openPool } from './pool.ts';
import { recoverJobs } from './recover.ts';
import { startRunner, type RunningJobs } from './runner.ts';
import type { Task } from './task.ts';

const recoverEvery = 60_000;
const pauseBeforeRestart = 5_000;

export interface JobsOptions {
  readonly databaseUrl: string;
  /** What is done, by the name that a job gives. */
  readonly tasks: Readonly<Record<string, Task>>;
  /** Tasks that are due again and again, by name: when, as the first five fields of a line of a crontab, in UTC. */
  readonly schedule?: Readonly<Record<string, string>>;
  readonly log: Logger;
}

export interface Jobs {
  /** Waits a moment for the jobs in hand; what is not done by then is tried again by whoever runs next. */
  stop(): Promise<void>;
}

/** Does the jobs of a database for as long as it runs, together with all other instances. */
export async function startJobs(options: JobsOptions): Promise<Jobs> {
  const { databaseUrl, log } = options;
  const pool = openPool(databaseUrl, log);
  const stopping = new AbortController();
  let running: RunningJobs | null = await startRunner(options, pool);
  const supervision = supervise();
  const recovery = repeat(log, 'recovery of jobs', recoverEvery, () => recoverJobs(pool, log));

  /** It ends by itself when it could not record what became of a job. */
  async function supervise(): Promise<void> {
    while (!stopping.signal.aborted) {
      await running?.ended.catch((error: unknown) => log.error({ err: error }, 'jobs failed'));
      running = null;
      if (!stopping.signal.aborted) log.warn('jobs ended by themselves, are started anew');
      await delay(pauseBeforeRestart, undefined, { signal: stopping.signal }).catch(
        () => undefined,
      );
      if (!stopping.signal.aborted)
        running = await startRunner(options, pool).catch((error: unknown) => {
          log.error({ err: error }, 'jobs not started');
          return null;
        });
    }
  }

  return {
    stop: async () => {
      stopping.abort();
      await Promise.all([recovery.stop(), running?.stop()]);
      await supervision;
      // It may have started anew just before.
      await running?.stop();
      await pool.end();
    },
  };
}
