import { newId, type Query } from '@customer-graph/subgraph';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Transaction } from '../src/db/database.ts';
import { replaceTiers } from '../src/db/programs.ts';
import { applyCustomerEvent } from '../src/domain/apply-customer-event.ts';
import { reverseEntry } from '../src/domain/reverse-entry.ts';
import { actions } from './actions.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

let loyalty: LoyaltyUnderTest;
let source: string;
let target: string;
beforeAll(async () => {
  loyalty = await startLoyalty();
});
afterAll(async () => {
  expect(await loyalty.differences()).toEqual([]);
  await loyalty.stop();
});
beforeEach(async () => {
  [source, target] = [(await loyalty.addCustomer()).id, (await loyalty.addCustomer()).id];
});

/** Lets a call begin while a transaction has done its work, and ends the transaction when the call waits for it. */
async function overtaken<Answer>(
  work: (tx: Transaction) => Promise<void>,
  call: () => Promise<Answer>,
): Promise<Answer> {
  const answer = await loyalty.module.db.prisma.$transaction(async (tx) => {
    await work(tx);
    const called = call();
    await vi.waitFor(
      async () => {
        const waiting = await loyalty.sql(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        if (waiting.length === 0) throw new Error('the call does not wait yet');
      },
      { timeout: 8_000, interval: 20 },
    );
    return { called };
  });
  return answer.called;
}

const merge = (tx: Transaction) => mergeInto(tx, source, target);
const mergeInto = (tx: Transaction, subject: string, mergedInto: string) =>
  applyCustomerEvent(loyalty.module)(tx, {
    ...{ id: newId(), cursor: '1-1', version: 1, storeId: 'demo' },
    ...{ type: 'customer.merged', subject, occurredAt: new Date().toISOString() },
    payload: { status: 'MERGED', version: 9, mergedInto, requestId: null },
  });

it.each([
  ['captureHold', 'PointsEntryPayload', { available: 60, held: 0 }],
  ['releaseHold', 'PointsHold', { available: 100, held: 0 }],
] as const)(
  'ends a hold by %s although a merge has just moved it',
  async (action, answer, left) => {
    const { act, add, balanceOf } = actions(loyalty);
    await add(source, 100);
    const hold = await act('holdPoints', { customerId: source, points: 40 });
    const ended = await overtaken(merge, () => act(action, { holdId: hold.id }));
    expect(ended.__typename).toBe(answer);
    expect(await balanceOf(target)).toMatchObject(left);
  },
);

it('reverses what was given and what was spent although a merge has just moved it', async () => {
  const { act, add, balanceOf, redeem } = actions(loyalty);
  const gift = await add(source, 100);
  const spent = await redeem(source, 30);
  const reverse = (entryId: string | undefined) =>
    act('reverseEntry', { entryId, points: 20, reason: 'Returned' });
  const given = await overtaken(merge, () => reverse(gift.entry?.id));
  expect(given).toMatchObject({ entry: { type: 'REVERSE_EARN', points: -20 } });
  expect(await balanceOf(target)).toMatchObject({ available: 50 });

  const heir = target;
  [source, target] = [heir, (await loyalty.addCustomer()).id];
  const back = await overtaken(merge, () => reverse(spent.entry?.id));
  expect(back).toMatchObject({ entry: { type: 'REVERSE_REDEEM', points: 20 } });
  expect(await balanceOf(target)).toMatchObject({ available: 70 });
});

it('reverses what was given although the heir is merged while the call looks for it', async () => {
  const { db } = loyalty.module;
  const { entry } = await actions(loyalty).add(source, 100);
  await db.prisma.$transaction(merge);
  const { id: last } = await loyalty.addCustomer();
  let overtakes = true;
  const query = async <Row extends pg.QueryResultRow>(
    ...[name, text, values]: Parameters<Query>
  ): Promise<Row[]> => {
    const rows = await db.query<Row>(name, text, values);
    if (overtakes && name === 'accounts-by-id') {
      overtakes = false;
      await db.prisma.$transaction((tx) => mergeInto(tx, target, last));
    }
    return rows;
  };
  const input = { entryId: entry?.id ?? '', points: 20, reason: 'Returned' };
  const call = { storeId: 'demo', actor: 'staff:sam', input, idempotencyKey: newId() };
  const answer = await reverseEntry({ ...loyalty.module, db: { ...db, query } }, call);
  expect(answer).toMatchObject({ entry: { type: 'REVERSE_EARN', points: -20 } });
  expect(await actions(loyalty).balanceOf(last)).toMatchObject({ available: 80 });
});

it('writes by the new tiers when they are replaced while it waits', async () => {
  const { add, balanceOf } = actions(loyalty);
  await add(source, 1);
  const tier = { key: 'base', name: 'Base', rank: 0, minQualifyingPoints: 0 };
  const gone = ['bronze', 'silver', 'gold', 'platinum'].map((key) => ({ key, successor: 'base' }));
  const replace = (tx: Transaction) =>
    replaceTiers(tx, 'demo', [{ ...tier, earnMultiplierPercent: 100 }], gone);
  const customers = [source, target];
  const added = await overtaken(replace, () =>
    Promise.all(customers.map((customerId) => add(customerId, 5_000))),
  );
  expect(added.map(({ __typename }) => __typename)).toEqual([
    'PointsEntryPayload',
    'PointsEntryPayload',
  ]);
  expect(await balanceOf(source)).toMatchObject({ available: 5_001 });
  expect(await balanceOf(target)).toMatchObject({ available: 5_000 });
});
