import { startJobs } from '@customer-graph/jobs';
import { createMailTransport } from '@customer-graph/mail';
import { deleteExpired, expiredIdempotencyKeys, type ExpiredRows } from '@customer-graph/subgraph';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { guestOrderMailTask } from './domain/mail-guest-order-access.ts';
import type { Module } from './domain/module.ts';
import { guestOrderAccessTask } from './domain/request-guest-order-access.ts';

/** Kept for a while, so that a repeated event gets the same response. */
const donePrivacyTasks: ExpiredRows = {
  table: 'privacy_tasks',
  key: ['store_id', 'id'],
  condition: "done_at < now() - INTERVAL '30 days'",
};

/** Does what no response waits for, so that a response's time tells nothing about it. */
export async function startModuleJobs(
  config: Config,
  module: Module,
  log: Logger,
): Promise<{ stop(): Promise<void> }> {
  const transport = createMailTransport(config);
  const jobs = await startJobs({
    databaseUrl: config.DATABASE_URL,
    tasks: {
      'guest-order-access': guestOrderAccessTask(module),
      mail: guestOrderMailTask(module, transport),
      housekeeping: async (_payload, { signal }) => {
        await deleteExpired(module.db.query, expiredIdempotencyKeys, signal);
        await deleteExpired(module.db.query, donePrivacyTasks, signal);
      },
    },
    schedule: { housekeeping: '17 * * * *' },
    log,
  });
  return {
    stop: async () => {
      await jobs.stop();
      transport.close();
    },
  };
}
