import { pino } from 'pino';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { runDay } from '../src/domain/run-day.ts';
import { createLoyaltyService } from '../src/service.ts';
import { fillAccounts } from './many-accounts.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

let loyalty: LoyaltyUnderTest;
const accounts = 2_000;
const clock = { now: new Date() };
beforeAll(async () => {
  loyalty = await startLoyalty({ clock: () => clock.now });
  await fillAccounts(loyalty.databaseUrl, accounts);
}, 60_000);
afterAll(() => loyalty.stop());

const dueAccounts = async () => {
  const [row] = await loyalty.sql<{ count: number }>(
    'SELECT count(*)::int FROM accounts WHERE available > 0',
  );
  return row?.count ?? 0;
};

it('stops within seconds in the midst of a daily run, which the next process ends', async () => {
  clock.now = new Date(Date.now() + 400 * 86_400_000);
  const service = await createLoyaltyService(
    loyalty.config,
    pino({ level: 'silent' }),
    () => clock.now,
  );
  await vi.waitUntil(async () => (await dueAccounts()) < accounts, {
    timeout: 10_000,
    interval: 20,
  });
  const askedAt = performance.now();
  await service.stop();
  expect(performance.now() - askedAt).toBeLessThan(2_500);
  const left = await dueAccounts();
  expect(left).toBeGreaterThan(0);
  expect(await runDay(loyalty.module, 'demo', clock.now)).toMatchObject({ settled: left });
  expect(await dueAccounts()).toBe(0);
}, 120_000);
