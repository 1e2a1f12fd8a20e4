import { serviceUnavailable } from '@customer-graph/subgraph';

/** Runs work of one key strictly one after another, and of different keys side by side. */
export type Turns = <Result>(key: string, work: () => Promise<Result>) => Promise<Result>;

/**
 * Writes to one account would only wait for its row lock, each with a connection in hand; waiting here they leave the
 * connections to others. Other processes still meet at the row lock.
 * @param maxWaiting more than this many waiting on one key are refused with SERVICE_UNAVAILABLE
 */
export function createTurns(maxWaiting = 2_000): Turns {
  const queues = new Map<string, { last: Promise<unknown>; waiting: number }>();
  return async (key, work) => {
    const queue = queues.get(key) ?? { last: Promise.resolve(), waiting: 0 };
    if (queue.waiting >= maxWaiting) throw serviceUnavailable();
    queues.set(key, queue);
    queue.waiting += 1;
    const mine = queue.last.then(work);
    queue.last = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      queue.waiting -= 1;
      if (queue.waiting === 0) queues.delete(key);
    }
  };
}
