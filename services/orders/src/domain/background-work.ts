import { graphqlError } from '@customer-graph/subgraph';
import type { Logger } from 'pino';

/** Work whose duration must not show in an answer. */
export interface BackgroundWork {
  /** @throws RATE_LIMITED when too much is waiting */
  start(work: () => Promise<void>): void;
  /** Resolves when all that was started has ended. */
  finished(): Promise<void>;
}

const maxPending = 100;

export function createBackgroundWork(log: Logger): BackgroundWork {
  const pending = new Set<Promise<void>>();
  return {
    start: (work) => {
      if (pending.size >= maxPending) throw graphqlError('RATE_LIMITED', 'Try again in a moment.');
      const running = work()
        .catch((error: unknown) => log.error({ err: error }, 'background work failed'))
        .finally(() => pending.delete(running));
      pending.add(running);
    },
    finished: async () => {
      await Promise.all(pending);
    },
  };
}
