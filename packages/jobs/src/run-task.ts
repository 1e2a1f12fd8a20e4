import type { Job } from 'graphile-worker';
import type { Logger } from 'pino';
import { FinalFailure, type Task } from './task.ts';
import { wakeWorkers } from './wake.ts';

const timeLimit = 60_000;
const attemptsOfFinalFailures = 3;

interface Run {
  readonly job: Pick<Job, 'id' | 'task_identifier' | 'attempts' | 'max_attempts' | 'payload'>;
  readonly stopping: AbortSignal;
  readonly log: Logger;
}

/**
 * Runs a job's task. The last failure ends normally: with the job goes its payload. Of an error only what can hold no payload is
 * logged and kept, since a mail server's quotes the recipient.
 */
export async function runTask(task: Task, { job, stopping, log }: Run): Promise<void> {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(timeLimit)]);
  try {
    await Promise.race([task(job.payload, { signal }), rejection(signal)]);
  } catch (error) {
    const { attempts, max_attempts: most, task_identifier: name } = job;
    const last = attempts >= (error instanceof FinalFailure ? attemptsOfFinalFailures : most);
    const line = { job: job.id, attempt: attempts, reason: reasonOf(error), at: placeOf(error) };
    if (!last) {
      log.warn(line, `${name} failed, is tried again`);
      // The first pauses are shorter than the time between two looks for jobs.
      if (attempts <= 2) wakeWorkers(Math.exp(attempts) * 1_000 + 300);
      throw new Error(line.reason);
    }
    log.error(line, `${name} given up`);
  }
}

const rejection = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const refuse = () => reject(new Error('aborted', { cause: signal.reason }));
    if (signal.aborted) refuse();
    else signal.addEventListener('abort', refuse, { once: true });
  });

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error ? `${error.name} ${String(error.code)}` : error.name;
}

/** The lines of a stack below the message. */
const placeOf = (error: unknown): string[] =>
  error instanceof Error
    ? (error.stack?.split('\n') ?? []).filter((line) => /^\s+at /.test(line)).slice(0, 5)
    : [];
