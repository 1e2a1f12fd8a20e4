import type { Logger } from 'pino';
import { createQueue } from './queue.ts';

/** Work that no answer waits for, so that an answer's time tells nothing about it. */
export interface Background {
  run(name: string, work: () => Promise<void>): void;
  /** Resolves when all work has ended. */
  drain(): Promise<void>;
}

const maxPending = 5_000;

/**
 * Failures are logged under the work's name; beyond what memory should hold, work is dropped and logged.
 * @param atOnce how much of it runs at the same time, so that answers find database connections free
 */
export function createBackground(log: Logger, atOnce: number): Background {
  const enqueue = createQueue({ atOnce, waiting: Infinity });
  const pending = new Set<Promise<void>>();
  return {
    run: (name, work) => {
      if (pending.size >= maxPending) {
        log.error({ work: name }, 'too much background work, dropped');
        return;
      }
      const task = enqueue(work)
        .catch((error: unknown) => log.error({ err: error, work: name }, 'background work failed'))
        .finally(() => pending.delete(task));
      pending.add(task);
    },
    drain: async () => {
      while (pending.size > 0) await Promise.all(pending);
    },
  };
}
