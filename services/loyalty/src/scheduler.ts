import { setTimeout as delay } from 'node:timers/promises';
import { deleteExpired, expiredIdempotencyKeys } from '@customer-graph/subgraph';
import type { Logger } from 'pino';
import type { Module } from './domain/module.ts';
import { runDue } from './domain/run-day.ts';

const minute = 60_000;
const soon = 5_000;

/** Runs what has fallen due in every store, at once and then every minute, or sooner after a failure, until it is stopped. */
export function startScheduler(module: Module, storeIds: readonly string[], log: Logger) {
  const stopping = new AbortController();
  const { signal } = stopping;

  /** @returns whether nothing failed */
  async function tick(): Promise<boolean> {
    let fine = true;
    for (const storeId of storeIds) {
      if (signal.aborted) return fine;
      try {
        const report = await runDue(module, storeId, signal);
        if (report) log.info(report, 'daily run finished');
        if (report) await deleteExpired(module.db.query, expiredIdempotencyKeys, signal);
      } catch (error) {
        if (signal.aborted) return fine;
        fine = false;
        log.error({ err: error, storeId }, 'schedule failed, tried again in seconds');
      }
    }
    return fine;
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      const pause = (await tick()) ? minute : soon;
      await delay(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    stop: async () => {
      // A daily run may take minutes; the next process goes on with it.
      stopping.abort();
      await running;
    },
  };
}
