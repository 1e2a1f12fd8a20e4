import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';

/**
 * Does work again and again, one run after the other, until it is stopped; a run that fails is logged and the next one tries
 * again.
 * @param pause milliseconds between two runs
 * @param work may end early once its signal is aborted
 */
export function repeat(
  log: Logger,
  name: string,
  pause: number,
  work: (signal: AbortSignal) => Promise<unknown>,
): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  async function run(): Promise<void> {
    while (!signal.aborted) {
      await work(signal).catch((error: unknown) =>
        log.error({ err: error, work: name }, 'run failed'),
      );
      await delay(pause, undefined, { signal }).catch(() => undefined);
    }
  }
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
