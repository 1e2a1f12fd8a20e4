import { newId } from '@customer-graph/subgraph';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { lockFeeds } from '../src/db/customer-refs.ts';
import { runDay } from '../src/domain/run-day.ts';
import { createLoyaltyService } from '../src/service.ts';
import { fillAccounts } from './many-accounts.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

let loyalty: LoyaltyUnderTest;
const accounts = 600;
const clock = { now: new Date() };
beforeAll(async () => {
  loyalty = await startLoyalty({ clock: () => clock.now });
  await fillAccounts(loyalty.databaseUrl, accounts);
}, 60_000);
afterAll(() => loyalty.stop());

const startAnother = () =>
  createLoyaltyService(loyalty.config, pino({ level: 'silent' }), () => clock.now);

const dueAccounts = async () => {
  const [row] = await loyalty.sql<{ count: number }>(
    'SELECT count(*)::int FROM accounts WHERE available > 0',
  );
  return row?.count ?? 0;
};

it('stops in the midst of a daily run, which the next process ends', async () => {
  clock.now = new Date(Date.now() + 400 * 86_400_000);
  const service = await startAnother();
  await vi.waitUntil(async () => (await dueAccounts()) < accounts, {
    timeout: 60_000,
    interval: 20,
  });
  await service.stop();
  expect(await dueAccounts()).toBeGreaterThan(0);
  // Whoever comes first: the service beside it looks every minute.
  const ended = async () => {
    await runDay(loyalty.module, 'demo', clock.now);
    return (await dueAccounts()) === 0;
  };
  await vi.waitUntil(ended, { timeout: 60_000, interval: 20 });
}, 180_000);

it('takes no more requests as soon as it is told to stop, also while it follows an event', async () => {
  const service = await startAnother();
  const payload = { status: 'ACTIVE', version: 1, mergedInto: null, requestId: null };
  const { stopped } = await loyalty.module.db.following.$transaction(async (tx) => {
    await lockFeeds(tx);
    await loyalty.customers.tell({ type: 'customer.created', subject: newId(), payload });
    // The service under test and the one beside it.
    await vi.waitFor(
      async () => {
        const waiting = await loyalty.sql(
          `SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
           WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted`,
        );
        expect(waiting).toHaveLength(2);
      },
      { timeout: 20_000, interval: 20 },
    );
    const stopped = service.stop();
    const takesRequests = () =>
      fetch(`${service.url}/livez`).then(
        ({ ok }) => ok,
        () => false,
      );
    // Less than a statement waits for a lock: what follows the event is still waiting then.
    await vi.waitUntil(async () => !(await takesRequests()), { timeout: 8_000, interval: 20 });
    return { stopped };
  });
  await stopped;
}, 60_000);
