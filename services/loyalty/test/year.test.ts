import { afterAll, beforeAll, expect, it } from 'vitest';
import { addPoints } from '../src/domain/add-points.ts';
import { redeemPoints } from '../src/domain/redeem-points.ts';
import { runDay } from '../src/domain/run-day.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

const clock = { now: new Date('2031-01-01T09:00:00Z') };
let loyalty: LoyaltyUnderTest;
beforeAll(async () => {
  loyalty = await startLoyalty({ clock: () => clock.now });
  await loyalty.sql(`UPDATE programs SET time_zone = 'Europe/Vienna', pending_days = 7, expiry_days = 60,
    tier_window = 'ROLLING', tier_window_days = 90, downgrade = 'ONE_STEP', downgrade_grace_days = 14`);
});
afterAll(() => loyalty.stop());

const staff = { storeId: 'demo', actor: 'staff:sam' };

it('walks a year day by day with earning, waiting, expiry and tiers, and ends reconciled', async () => {
  const { id: customerId } = await loyalty.addCustomer();
  const scope = { storeId: 'demo', actor: `customer:${customerId}`, customerId };
  const tiers: string[] = [];
  for (let day = 0; day < 365; day += 1) {
    clock.now = new Date(Date.UTC(2031, 0, 1 + day, 9));
    await runDay(loyalty.module, 'demo', clock.now);
    // Earns 100 points every other day of the first half year, and spends a little every ten days.
    if (day < 180 && day % 2 === 0) {
      const input = { customerId, points: 100, reason: `Day ${day}`, pending: true };
      await addPoints(loyalty.module, { ...staff, input, idempotencyKey: `earn ${day}` });
    }
    if (day % 10 === 5)
      await redeemPoints(loyalty.module, scope, { points: 50, reason: 'Treat' }, `spend ${day}`);
    const [account] = await loyalty.sql<{ tier_key: string }>(
      'SELECT tier_key FROM accounts WHERE customer_id = $1',
      [customerId],
    );
    if (account && account.tier_key !== tiers.at(-1)) tiers.push(account.tier_key);
  }
  expect(tiers).toEqual(['bronze', 'silver', 'bronze']);
  const [account] = await loyalty.sql(
    'SELECT available, pending, held, debt FROM accounts WHERE customer_id = $1',
    [customerId],
  );
  expect(account).toEqual({ available: '0', pending: '0', held: '0', debt: '0' });
  const types = await loyalty.sql(
    `SELECT e.type::text, sum(e.points)::int AS points FROM entries e JOIN accounts a ON a.id = e.account_id
     WHERE a.customer_id = $1 GROUP BY e.type`,
    [customerId],
  );
  const points = new Map(types.map((row) => [row.type, Number(row.points)]));
  expect(points.get('EARN')).toBe(9_000);
  expect(points.get('REDEEM')).toBeLessThan(0);
  expect((points.get('REDEEM') ?? 0) + (points.get('EXPIRE') ?? 0)).toBe(-9_000);
  expect(await loyalty.differences()).toEqual([]);
}, 60_000);

it('lowers a tier by one step a day, however often a run is repeated', async () => {
  await loyalty.sql('UPDATE programs SET downgrade_grace_days = 0');
  const { id: customerId } = await loyalty.addCustomer();
  const input = { customerId, points: 20_000, reason: 'Start' };
  await addPoints(loyalty.module, { ...staff, input, idempotencyKey: 'platinum' });
  clock.now = new Date(clock.now.getTime() + 100 * 86_400_000);
  const tiers: unknown[] = [];
  for (const hours of [0, 0, 1, 24, 0]) {
    clock.now = new Date(clock.now.getTime() + hours * 3_600_000);
    await runDay(loyalty.module, 'demo', clock.now);
    const [account] = await loyalty.sql('SELECT tier_key FROM accounts WHERE customer_id = $1', [
      customerId,
    ]);
    tiers.push(account?.tier_key);
  }
  expect(tiers).toEqual(['gold', 'gold', 'gold', 'silver', 'silver']);
});

it('does nothing the second time, and runs once when several instances run at once', async () => {
  const { id: customerId } = await loyalty.addCustomer();
  const soon = new Date(clock.now.getTime() + 3_600_000);
  const input = { customerId, points: 10, reason: 'Short', expiresAt: soon };
  await addPoints(loyalty.module, { ...staff, input, idempotencyKey: 'short' });
  clock.now = new Date(clock.now.getTime() + 7_200_000);
  const runs = await Promise.all([1, 2, 3].map(() => runDay(loyalty.module, 'demo', clock.now)));
  const settled = runs.reduce((sum, report) => sum + (report?.settled ?? 0), 0);
  expect(settled).toBe(1);
  expect(await runDay(loyalty.module, 'demo', clock.now)).toMatchObject({
    settled: 0,
    reviewed: 0,
  });
});
