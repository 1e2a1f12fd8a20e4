import { deleteExpired, expiredIdempotencyKeys } from '@customer-graph/subgraph';
import type { Logger } from 'pino';
import type { Database } from './db/database.ts';

const hour = 3_600_000;

/** Removes every hour what nothing refers to any more. Several instances may do so at once. */
export function startHousekeeping(db: Database, log: Logger): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  const tidy = () => {
    running = deleteExpired(db.query, expiredIdempotencyKeys, stopping.signal).catch(
      (error: unknown) => log.error({ err: error }, 'old idempotency keys not removed'),
    );
  };
  tidy();
  const timer = setInterval(tidy, hour);
  return {
    stop: async () => {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}
