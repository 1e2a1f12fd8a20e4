import { serviceUnavailable } from './errors.ts';
import type { SqlTransaction, TransactionRunner } from './transaction.ts';

/** Runs work of one subject strictly one after another, first come, first served, and of different subjects side by side. */
export type Turns = <Result>(subject: string, work: () => Promise<Result>) => Promise<Result>;

/**
 * A queue in front of the connection pool. Writes to one subject would only wait for its row lock, each with a connection in
 * hand; waiting here they leave the connections to other subjects. Other processes still meet at the row lock.
 * @param maxWaiting more than this many on one subject are refused with SERVICE_UNAVAILABLE
 */
export function createTurns(maxWaiting = 2_000): Turns {
  const queues = new Map<string, { last: Promise<unknown>; waiting: number }>();
  return async (subject, work) => {
    const queue = queues.get(subject) ?? { last: Promise.resolve(), waiting: 0 };
    if (queue.waiting >= maxWaiting) throw serviceUnavailable(full);
    queues.set(subject, queue);
    queue.waiting += 1;
    const mine = queue.last.then(work);
    queue.last = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      queue.waiting -= 1;
      if (queue.waiting === 0) queues.delete(subject);
    }
  };
}

const full = 'Too many concurrent changes to the same record. Try again in a moment.';

/**
 * Transactions that take their turn on each of the subjects, the first one first. Whoever takes turns on several must name them
 * in one order everywhere, such as customer, order, store: then nobody waits for one who waits for him.
 */
export const inTurns = <Tx extends SqlTransaction>(
  db: TransactionRunner<Tx>,
  turns: Turns,
  subjects: readonly string[],
): TransactionRunner<Tx> =>
  // One named twice is one turn: its second would wait for its first.
  [...new Set(subjects)].reduceRight<TransactionRunner<Tx>>(
    (inner, subject) => ({
      $transaction: (run) => turns(subject, () => inner.$transaction(run)),
    }),
    db,
  );
