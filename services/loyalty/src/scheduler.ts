import type { Logger } from 'pino';
import { tidy } from './db/schedule.ts';
import type { Module } from './domain/module.ts';
import { runDue } from './domain/run-day.ts';

const minute = 60_000;

/** Runs what has fallen due in every store, at once and then every minute, until it is stopped. */
export function startScheduler(module: Module, storeIds: readonly string[], log: Logger) {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function tick(): Promise<void> {
    for (const storeId of storeIds) {
      if (signal.aborted) return;
      try {
        const report = await runDue(module, storeId, signal);
        if (report) log.info(report, 'daily run finished');
        if (report) await tidy(module.db);
      } catch (error) {
        if (signal.aborted) return;
        log.error({ err: error, storeId }, 'schedule failed, tried again in a minute');
      }
    }
  }

  let running = tick();
  const timer = setInterval(() => {
    running = running.then(tick);
  }, minute);
  return {
    stop: async () => {
      // A daily run may take minutes; the next process goes on with it.
      stopping.abort();
      clearInterval(timer);
      await running;
    },
  };
}
