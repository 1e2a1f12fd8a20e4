import type { Logger } from 'pino';
import { tidy } from './db/schedule.ts';
import type { Module } from './domain/module.ts';
import { runDue } from './domain/run-day.ts';

const minute = 60_000;

/** Runs what has fallen due in every store, at once and then every minute, until it is stopped. */
export function startScheduler(module: Module, storeIds: readonly string[], log: Logger) {
  let stopped = false;

  async function tick(): Promise<void> {
    for (const storeId of storeIds) {
      if (stopped) return;
      try {
        const report = await runDue(module, storeId);
        if (report) log.info(report, 'daily run finished');
        if (report) await tidy(module.db);
      } catch (error) {
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
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
