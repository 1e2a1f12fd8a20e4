import { afterAll, beforeAll, expect, it } from 'vitest';
import { pino } from 'pino';
import { redeemPoints } from '../src/domain/redeem-points.ts';
import { createModule } from '../src/module.ts';
import { actions } from './actions.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

let loyalty: LoyaltyUnderTest;
beforeAll(async () => {
  loyalty = await startLoyalty();
});
afterAll(() => loyalty.stop());

const tally = (outcomes: readonly { readonly __typename: string }[]) =>
  Object.fromEntries(
    ['PointsEntryPayload', 'PointsHold', 'InsufficientPointsError', 'HoldNotActiveError'].map(
      (name) => [name, outcomes.filter(({ __typename }) => __typename === name).length],
    ),
  );
const times = <Result>(count: number, call: () => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, call));

it('lets exactly 500 of 1,000 concurrent redemptions on two instances take the 500 available', async () => {
  const { add, balanceOf } = actions(loyalty);
  const { id: customerId } = await loyalty.addCustomer();
  await add(customerId, 500);
  const other = await createModule(loyalty.config, pino({ level: 'silent' }));
  const instances = [loyalty.module, other.module];
  const input = { points: 1, reason: 'Reward' };
  const outcomes = await Promise.all(
    Array.from({ length: 1_000 }, (_, index) => {
      const scope = { storeId: 'demo', customerId, actor: `customer:${customerId}` };
      return redeemPoints(instances[index % 2] ?? loyalty.module, scope, input, `key ${index}`);
    }),
  );
  await other.close();
  expect(tally(outcomes)).toMatchObject({ PointsEntryPayload: 500, InsufficientPointsError: 500 });
  expect(await balanceOf(customerId)).toMatchObject({ available: 0, lifetimeRedeemed: 500 });
  expect(await loyalty.differences()).toEqual([]);
}, 60_000);

it('answers 200 redemptions that come at once over HTTP for 100 points', async () => {
  const { add, redeem } = actions(loyalty);
  const { id } = await loyalty.addCustomer();
  await add(id, 100);
  const outcomes = await times(200, () => redeem(id, 1));
  expect(tally(outcomes)).toMatchObject({ PointsEntryPayload: 100, InsufficientPointsError: 100 });
}, 60_000);

it('lets exactly as many concurrent holds succeed as there are points, and captures each once', async () => {
  const { act, add, balanceOf } = actions(loyalty);
  const { id } = await loyalty.addCustomer();
  await add(id, 60);
  const holds = await times(120, () => act('holdPoints', { customerId: id, points: 1 }));
  expect(tally(holds)).toMatchObject({ PointsHold: 60, InsufficientPointsError: 60 });
  const held = holds.flatMap(({ id }) => (id ? [id] : []));
  const captures = [...held, ...held].map((holdId) => act('captureHold', { holdId }));
  expect(tally(await Promise.all(captures))).toMatchObject({
    PointsEntryPayload: 60,
    HoldNotActiveError: 60,
  });
  expect(await balanceOf(id)).toMatchObject({ available: 0, held: 0, lifetimeRedeemed: 60 });
  expect(await loyalty.differences()).toEqual([]);
}, 60_000);

it('writes one entry for a key that comes 300 times at once, and answers all alike', async () => {
  const { act, balanceOf } = actions(loyalty);
  const { id } = await loyalty.addCustomer();
  const input = { customerId: id, points: 10, reason: 'Once' };
  const outcomes = await times(300, () => act('addPoints', { input, key: 'the same' }));
  expect(new Set(outcomes.map(({ entry }) => entry?.id)).size).toBe(1);
  expect(await balanceOf(id)).toMatchObject({ available: 10 });
}, 60_000);

it('opens one account when the first writes of a customer come at once', async () => {
  const { act, add, balanceOf } = actions(loyalty);
  const { id } = await loyalty.addCustomer();
  await Promise.all([
    ...Array.from({ length: 10 }, () => add(id, 1)),
    ...Array.from({ length: 10 }, () => act('enrollCustomer', { customerId: id })),
  ]);
  expect(await balanceOf(id)).toMatchObject({ available: 10 });
});
