import { serviceUnavailable } from '@customer-graph/subgraph';

export interface HashQueueOptions {
  /** How many run at once. */
  readonly atOnce: number;
  /** How many may wait; one more is refused. */
  readonly waiting: number;
}

/** Runs work in the order it came, a few at once. */
export type HashQueue = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * Hashing fills the few threads that file and name look-ups need too, and 19 MiB of memory each, so little of it runs at
 * once and what waits is bounded. @throws SERVICE_UNAVAILABLE when the queue is full
 */
export function createHashQueue({ atOnce, waiting }: HashQueueOptions): HashQueue {
  const queue: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running < atOnce) running += 1;
    else {
      if (queue.length >= waiting) throw serviceUnavailable();
      await new Promise<void>((resolve) => queue.push(resolve));
    }
    try {
      return await work();
    } finally {
      // The place is handed over, so that no newcomer slips in between.
      const next = queue.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
