import { afterAll, beforeAll, expect, it } from 'vitest';
import { actions } from './actions.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

let loyalty: LoyaltyUnderTest;
beforeAll(async () => {
  loyalty = await startLoyalty();
  const { add, redeem } = actions(loyalty);
  const { id } = await loyalty.addCustomer();
  await add(id, 100);
  await redeem(id, 30);
});
afterAll(() => loyalty.stop());

it.each([
  ['UPDATE entries SET points = points + 1', 'permission denied'],
  ['DELETE FROM entries', 'permission denied'],
  ['TRUNCATE entries CASCADE', 'permission denied'],
  [`UPDATE entries SET reason = 'another'`, 'append-only'],
  [`UPDATE entries SET reason = '', source_type = 'a', source_id = 'b'`, 'append-only'],
  ['UPDATE allocations SET points = 1', 'permission denied'],
  ['DELETE FROM allocations', 'permission denied'],
  ['DELETE FROM lots', 'permission denied'],
  ['DELETE FROM accounts', 'permission denied'],
  ['UPDATE lots SET remaining = remaining - 1', 'lots change by allocations only'],
  ['UPDATE lots SET held = 71', 'lots_held_within_remaining'],
  ['UPDATE accounts SET available = -1, lifetime_earned = 29', 'accounts_available_check'],
  ['UPDATE accounts SET available = available + 1', 'accounts_add_up'],
  ['UPDATE accounts SET available = available - 1, pending = pending + 1', 'what its lots say'],
  ['UPDATE accounts SET lifetime_earned = 99, available = 69', 'what its lots say'],
  [
    `INSERT INTO entries (id, store_id, account_id, seq, type, points, reason, balance_after, actor, created_at)
     SELECT gen_random_uuid(), store_id, id, 3, 'REDEEM', -10, 'x', 60, 'x', now() FROM accounts`,
    'but its lots',
  ],
  [
    `INSERT INTO entries (id, store_id, account_id, seq, type, points, reason, balance_after, actor, created_at)
     SELECT gen_random_uuid(), store_id, id, 3, 'REDEEM', -10, 'x', 70, 'x', now() FROM accounts`,
    'does not follow',
  ],
  [
    `INSERT INTO entries (id, store_id, account_id, seq, type, points, reason, reverses_id, balance_after, actor, created_at)
     SELECT gen_random_uuid(), store_id, account_id, 3, 'REVERSE_REDEEM', 31, 'x', id, 101, 'x', now()
     FROM entries WHERE type = 'REDEEM'`,
    'reversal beyond the entry',
  ],
])('makes %s impossible for the service itself', async (statement, refusal) => {
  await expect(loyalty.sql(statement)).rejects.toThrow(refusal);
});

it('reports a figure that was changed behind its back', async () => {
  expect(await loyalty.differences()).toEqual([]);
  await loyalty.sql('ALTER TABLE accounts DISABLE TRIGGER accounts_balances');
  await loyalty.sql(
    'UPDATE accounts SET available = available + 5, lifetime_earned = lifetime_earned + 5',
  );
  const found = (await loyalty.differences()).map(({ what, stored, rebuilt }) => [
    what,
    stored,
    rebuilt,
  ]);
  expect(found).toEqual([
    ['available', 75, 70],
    ['balance', 75, 70],
    ['lifetime earned', 105, 100],
  ]);
  await loyalty.sql(
    'UPDATE accounts SET available = available - 5, lifetime_earned = lifetime_earned - 5',
  );
  await loyalty.sql('ALTER TABLE accounts ENABLE TRIGGER accounts_balances');
});
