import { serviceUnavailable } from '@customer-graph/subgraph';

export interface QueueOptions {
  /** How many run at once. */
  readonly atOnce: number;
  /** How many may wait; one more is refused. */
  readonly waiting: number;
}

/** Runs work first come, first served, a few at once. @throws SERVICE_UNAVAILABLE when the queue is full */
export type Queue = <Result>(work: () => Promise<Result>) => Promise<Result>;

export function createQueue({ atOnce, waiting }: QueueOptions): Queue {
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
