import { statementCounts } from '@customer-graph/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lockAccount } from '../src/db/accounts.ts';
import { findOpenLots } from '../src/db/open-book.ts';
import { actions } from './actions.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

const lots = 5_000;
const day = 86_400_000;
let loyalty: LoyaltyUnderTest;
let id: string;

/** A customer with 5,000 open lots of 10 points, spendable or fallen due just now; the one given first expires last. */
async function customerWithLots(due: boolean): Promise<string> {
  const { id: customerId } = await loyalty.addCustomer();
  await actions(loyalty).act('enrollCustomer', { customerId });
  await loyalty.sql(
    `WITH account AS (
       UPDATE accounts SET available = CASE WHEN $3 THEN 0 ELSE 10 * $2::int END, pending = CASE WHEN $3 THEN 10 * $2::int ELSE 0 END,
         lifetime_earned = 10 * $2::int, last_seq = $2 WHERE customer_id = $1 RETURNING *),
     entry AS (
       INSERT INTO entries (id, store_id, account_id, seq, type, points, reason, balance_after, actor, created_at)
       SELECT gen_random_uuid(), store_id, id, n, 'EARN', 10, 'Filled', 10 * n, 'test', now()
       FROM account, generate_series(1, $2) n RETURNING *)
     INSERT INTO lots (entry_id, store_id, account_id, points, remaining, available_at, activated, expires_at,
       counts_for_tier, created_at)
     SELECT id, store_id, account_id, 10, 10, created_at, NOT $3, created_at + interval '9 days' - seq * interval '1 minute',
       true, created_at FROM entry`,
    [customerId, lots, due],
  );
  return customerId;
}
beforeAll(async () => {
  loyalty = await startLoyalty();
  id = await customerWithLots(false);
}, 60_000);
afterAll(() => loyalty.stop());

/** Numbers of the account's entries that gave the open lots which a write reads. */
function lotsRead(spends: number | null, now = new Date()): Promise<number[]> {
  return loyalty.module.db.prisma.$transaction(async (tx) => {
    const account = await lockAccount(tx, 'demo', id);
    if (!account) throw new Error('the account is gone');
    const read = await findOpenLots(tx, account, now, spends);
    const rows = await loyalty.sql<{ seq: string }>(
      'SELECT seq FROM entries WHERE id = ANY ($1) ORDER BY seq',
      [read.map(({ entryId }) => entryId)],
    );
    return rows.map(({ seq }) => Number(seq));
  });
}

it('activates thousands of lots that fall due at once in few statements', async () => {
  const customerId = await customerWithLots(true);
  const statements = async () =>
    [...(await statementCounts(loyalty.databaseUrl)).values()].reduce((sum, each) => sum + each, 0);
  const before = await statements();
  const { balance } = (await actions(loyalty).add(customerId, 1)).account ?? {};
  expect(balance).toMatchObject({ available: 10 * lots + 1, pending: 0 });
  expect((await statements()) - before).toBeLessThan(200);
}, 60_000);

it('reads the lots that cover a spend, those that are held and those that are due, and no others', async () => {
  const { act, balanceOf, redeem } = actions(loyalty);
  expect(await lotsRead(null)).toHaveLength(lots);
  expect(await lotsRead(0)).toEqual([]);
  expect(await lotsRead(25)).toEqual([4_998, 4_999, 5_000]);
  const hold = await act('holdPoints', { customerId: id, points: 15 });
  expect(await lotsRead(5)).toEqual([4_999, 5_000]);
  expect(await lotsRead(6)).toEqual([4_998, 4_999, 5_000]);
  const lastExpires = new Date(Date.now() + 9 * day);
  expect(await lotsRead(0, lastExpires)).toHaveLength(lots);

  const { entry } = await redeem(id, 25);
  expect(entry?.allocations.map(({ points }) => points)).toEqual([5, 10, 10]);
  expect(entry?.balanceAfter).toBe(10 * lots - 25);
  await act('captureHold', { holdId: hold.id, points: 10 });
  await act('deductPoints', { input: { customerId: id, points: 5, reason: 'Wrong' } });
  expect(await balanceOf(id)).toMatchObject({ available: 10 * lots - 40, held: 0 });
  expect(await lotsRead(1)).toEqual([4_996]);
  await redeem(id, 10 * lots - 41);
  expect(await redeem(id, 2)).toMatchObject({
    __typename: 'InsufficientPointsError',
    available: 1,
  });
  expect(await lotsRead(null)).toEqual([1]);
  expect(await loyalty.differences()).toEqual([]);
}, 60_000);
