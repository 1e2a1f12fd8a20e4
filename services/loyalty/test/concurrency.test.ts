import { randomUUID } from 'node:crypto';
import { createSubgraphClient } from '@customer-graph/testing';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createLoyaltyService } from '../src/service.ts';
import { actions, type Action, type Outcome } from './actions.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

let loyalty: LoyaltyUnderTest;
let other: Awaited<ReturnType<typeof createLoyaltyService>>;
let instances: ReturnType<typeof actions>[];
beforeAll(async () => {
  loyalty = await startLoyalty();
  other = await createLoyaltyService(loyalty.config, pino({ level: 'silent' }));
  const { staff, query } = loyalty;
  const clients = [query, createSubgraphClient(other.url, 'loyalty')];
  instances = clients.map((query) => actions({ query, staff }));
});
afterAll(async () => {
  await other.stop();
  await loyalty.stop();
});
let id: string;
beforeEach(async () => {
  ({ id } = await loyalty.addCustomer());
});

const tally = (outcomes: readonly { readonly __typename: string }[]) =>
  Object.fromEntries(
    ['PointsEntryPayload', 'PointsHold', 'InsufficientPointsError', 'HoldNotActiveError'].map(
      (name) => [name, outcomes.filter(({ __typename }) => __typename === name).length],
    ),
  );

/** Sends calls over HTTP all at once, to two instances in turn; again with the same key when one is too busy to answer. */
const atOnce = (
  count: number,
  action: Action,
  variables: (index: number) => Readonly<Record<string, unknown>>,
): Promise<Outcome[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const { act } = instances[index % 2] ?? actions(loyalty);
      const call = { key: randomUUID(), ...variables(index) };
      for (;;) {
        try {
          return await act(action, call);
        } catch (error) {
          if (!String(error).includes('SERVICE_UNAVAILABLE')) throw error;
        }
      }
    }),
  );

it('lets exactly 500 of 1,000 redemptions that come at once over HTTP take the 500 points available', async () => {
  const { add, balanceOf } = actions(loyalty);
  await add(id, 500);
  const outcomes = await atOnce(1_000, 'redeemPoints', () => ({
    input: { customerId: id, points: 1, reason: 'Reward' },
  }));
  expect(tally(outcomes)).toMatchObject({ PointsEntryPayload: 500, InsufficientPointsError: 500 });
  expect(await balanceOf(id)).toMatchObject({ available: 0, lifetimeRedeemed: 500 });
  expect(await loyalty.differences()).toEqual([]);
}, 120_000);

it('lets exactly 500 of 1,000 holds that come at once take the 500 points, and captures each of them once', async () => {
  const { add, balanceOf } = actions(loyalty);
  await add(id, 500);
  const holds = await atOnce(1_000, 'holdPoints', () => ({ customerId: id, points: 1 }));
  expect(tally(holds)).toMatchObject({ PointsHold: 500, InsufficientPointsError: 500 });
  expect(await balanceOf(id)).toMatchObject({ available: 0, held: 500, lifetimeRedeemed: 0 });
  expect(await loyalty.differences()).toEqual([]);
  const held = holds.flatMap(({ id }) => (id ? [id] : []));
  // Two captures of each hold, one on either instance.
  const captures = await atOnce(1_000, 'captureHold', (index) => ({
    holdId: held[Math.floor(index / 2)],
  }));
  expect(tally(captures)).toMatchObject({ PointsEntryPayload: 500, HoldNotActiveError: 500 });
  for (let first = 0; first < captures.length; first += 2)
    expect(tally(captures.slice(first, first + 2))).toMatchObject({ PointsEntryPayload: 1 });
  expect(await balanceOf(id)).toMatchObject({ available: 0, held: 0, lifetimeRedeemed: 500 });
  expect(await loyalty.differences()).toEqual([]);
}, 180_000);

it('writes one entry for a key that comes 300 times at once, and answers all alike', async () => {
  const { balanceOf } = actions(loyalty);
  const input = { customerId: id, points: 10, reason: 'Once' };
  const outcomes = await atOnce(300, 'addPoints', () => ({ input, key: 'the same' }));
  expect(new Set(outcomes.map(({ entry }) => entry?.id)).size).toBe(1);
  expect(await balanceOf(id)).toMatchObject({ available: 10 });
}, 60_000);

it('opens one account when the first writes of a customer come at once', async () => {
  const { balanceOf } = actions(loyalty);
  await Promise.all([
    atOnce(10, 'addPoints', () => ({ input: { customerId: id, points: 1, reason: 'Gift' } })),
    atOnce(10, 'enrollCustomer', () => ({ customerId: id })),
  ]);
  expect(await balanceOf(id)).toMatchObject({ available: 10 });
});
