import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ledgerAddsUp } from './ledger-property.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

const clock = { now: new Date('2030-03-25T10:00:00Z') };
let loyalty: LoyaltyUnderTest;

async function start() {
  const started = await startLoyalty({ clock: () => clock.now });
  await started.sql(`UPDATE programs SET pending_days = 3, expiry_days = 10, return_policy = 'ALLOW_DEBT',
    time_zone = 'Europe/Vienna'`);
  return started;
}
beforeAll(async () => {
  loyalty = await start();
});
afterAll(() => loyalty.stop());

it('adds up after every sequence of earning, spending, holding, expiring, reversing and repeating', async () => {
  await fc.assert(ledgerAddsUp(loyalty, clock), { numRuns: 20 });
  const [{ count } = { count: '0' }] = await loyalty.sql<{ count: string }>(
    'SELECT count(*) FROM entries',
  );
  expect(Number(count)).toBeGreaterThan(20);
}, 90_000);

it('would notice a ledger that loses what a reversal gives back', async () => {
  const broken = await start();
  await broken.sql('ALTER TABLE accounts DISABLE TRIGGER accounts_balances');
  const [{ source } = { source: '' }] = await broken.sql<{ source: string }>(
    `SELECT pg_get_functiondef('apply_allocation'::regproc) AS source`,
  );
  const planted = source.replace(`WHEN 'RETURN' THEN NEW."points"`, `WHEN 'RETURN' THEN 0`);
  expect(planted).not.toBe(source);
  await broken.sql(planted);
  const found = await fc.check(ledgerAddsUp(broken, clock), {
    numRuns: 60,
    endOnFailure: true,
    seed: 7,
  });
  await broken.stop();
  expect(found.failed).toBe(true);
  expect(String(found.errorInstance)).toMatch(/does not add up|check constraint/);
}, 90_000);
