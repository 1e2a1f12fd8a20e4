import { newId } from '@customer-graph/subgraph';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { actions } from './actions.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

let loyalty: LoyaltyUnderTest;
const clock = { now: new Date('2034-03-01T12:00:00Z') };
beforeAll(async () => {
  loyalty = await startLoyalty({ clock: () => clock.now });
  await loyalty.sql(`UPDATE programs SET pending_days = 14, return_policy = 'ALLOW_DEBT'`);
});
afterAll(async () => {
  expect(await loyalty.differences()).toEqual([]);
  await loyalty.stop();
});

async function customers(count: number): Promise<string[]> {
  const added = [];
  for (let index = 0; index < count; index += 1) added.push((await loyalty.addCustomer()).id);
  return added;
}
const nothing = { available: 0, pending: 0, held: 0, debt: 0 };
const tierOf = async (customerId: string) =>
  (
    await loyalty.sql<{ tier_key: string }>(
      'SELECT tier_key FROM accounts WHERE customer_id = $1',
      [customerId],
    )
  )[0]?.tier_key;
const lotsOf = (customerId: string) =>
  loyalty.sql(
    `SELECT l.remaining::int, l.activated, l.expires_at FROM lots l JOIN accounts a ON a.id = l.account_id
     WHERE a.customer_id = $1 AND l.remaining > 0 ORDER BY l.remaining`,
    [customerId],
  );

it('moves each lot with its rest, its waiting and its expiry to an account that is opened for it', async () => {
  const { add, redeem, balanceOf } = actions(loyalty);
  const [source = '', target = ''] = await customers(2);
  await add(source, 100, { expiresAt: '2034-06-01T00:00:00Z' });
  await add(source, 40, { pending: true });
  await add(source, 7, { countsForTier: false });
  await redeem(source, 30);
  const lots = await lotsOf(source);
  await loyalty.customers.merge(source, target);
  await loyalty.caughtUp();
  expect(await balanceOf(source)).toMatchObject(nothing);
  expect(await balanceOf(target)).toMatchObject({ available: 77, pending: 40, held: 0, debt: 0 });
  expect(await lotsOf(target)).toEqual(lots);
  const types = await loyalty.sql(
    `SELECT e.type::text, count(*)::int, sum(e.points)::int AS points FROM entries e JOIN accounts a ON a.id = e.account_id
     WHERE a.customer_id = ANY ($1) AND e.type::text LIKE 'MERGE%' GROUP BY e.type ORDER BY e.type`,
    [[source, target]],
  );
  expect(types).toEqual([
    { type: 'MERGE_IN', count: 3, points: 117 },
    { type: 'MERGE_OUT', count: 1, points: -117 },
  ]);
  clock.now = new Date('2034-03-20T00:00:00Z');
  await redeem(target, 1);
  expect(await balanceOf(target)).toMatchObject({ available: 116, pending: 0 });
});

it('lets what was earned before count for the tier, spent or not, and keeps the better tier', async () => {
  const { add, redeem } = actions(loyalty);
  const [source = '', target = ''] = await customers(2);
  await add(source, 600);
  await redeem(source, 590);
  await add(target, 450);
  await loyalty.customers.merge(source, target);
  await loyalty.caughtUp();
  expect(await tierOf(target)).toBe('silver');
  const [high = '', low = ''] = await customers(2);
  await add(high, 5_000);
  await redeem(high, 5_000);
  await loyalty.customers.merge(high, low);
  await loyalty.caughtUp();
  expect(await tierOf(low)).toBe('gold');
  const [half = '', other = ''] = await customers(2);
  for (const id of [half, other]) {
    await add(id, 500);
    await redeem(id, 500);
  }
  await loyalty.customers.merge(half, other);
  await loyalty.caughtUp();
  expect(await tierOf(other)).toBe('silver');
});

it('moves active holds, which are captured and released as before', async () => {
  const { act, add, balanceOf } = actions(loyalty);
  const [source = '', target = ''] = await customers(2);
  await add(source, 100);
  const first = await act('holdPoints', { customerId: source, points: 60, ttlSeconds: 86_400 });
  const second = await act('holdPoints', { customerId: source, points: 30, ttlSeconds: 86_400 });
  await loyalty.customers.merge(source, target);
  await loyalty.caughtUp();
  expect(await balanceOf(target)).toMatchObject({ available: 10, held: 90 });
  expect((await act('captureHold', { holdId: first.id, points: 50 })).__typename).toBe(
    'PointsEntryPayload',
  );
  expect(await act('releaseHold', { holdId: second.id })).toMatchObject({ status: 'RELEASED' });
  expect(await balanceOf(target)).toMatchObject({ available: 50, held: 0 });
  expect(await balanceOf(source)).toMatchObject(nothing);
});

it('moves debt, which the points of the other account pay', async () => {
  const { act, add, redeem, balanceOf } = actions(loyalty);
  const [source = '', target = ''] = await customers(2);
  const gift = await add(source, 50);
  await redeem(source, 50);
  await act('reverseEntry', { entryId: gift.entry?.id, reason: 'Returned' });
  expect(await balanceOf(source)).toMatchObject({ debt: 50 });
  await add(target, 30);
  await loyalty.customers.merge(source, target);
  await loyalty.caughtUp();
  expect(await balanceOf(source)).toMatchObject(nothing);
  expect(await balanceOf(target)).toMatchObject({ available: 0, debt: 20 });
});

it('reverses what was given or spent before at whoever stands for the customer now', async () => {
  const { act, add, redeem, balanceOf } = actions(loyalty);
  const [source = '', target = ''] = await customers(2);
  const gift = await add(source, 100);
  const spent = await redeem(source, 40);
  await loyalty.customers.merge(source, target);
  await loyalty.caughtUp();
  await act('reverseEntry', { entryId: spent.entry?.id, points: 15, reason: 'Not delivered' });
  expect(await balanceOf(target)).toMatchObject({ available: 75 });
  await act('reverseEntry', { entryId: gift.entry?.id, points: 80, reason: 'Returned' });
  expect(await balanceOf(target)).toMatchObject({ available: 0, debt: 5 });
  expect(await balanceOf(source)).toMatchObject(nothing);
  const again = await act('reverseEntry', { entryId: gift.entry?.id, reason: 'All' });
  expect(again).toMatchObject({ entry: { points: -20 } });
});

it.each([
  ['in order', [0, 1, 2]],
  ['the other way round', [2, 1, 0]],
  ['with the end of it before its middle', [0, 2, 1]],
  ['without its end', [1, 0]],
  ['twice', [0, 1, 2, 1, 0, 0, 2, 1]],
])('follows a chain of merges told %s', async (_how, order) => {
  const { add, balanceOf } = actions(loyalty);
  const [a = '', b = '', c = ''] = await customers(3);
  await add(a, 10);
  await add(b, 200);
  await add(c, 3_000);
  const merged = (subject: string, mergedInto: string, version: number) => ({
    type: 'customer.merged',
    subject,
    payload: { status: 'MERGED', version, mergedInto, requestId: null },
  });
  const told = [merged(a, b, 2), merged(b, c, 2), merged(a, c, 3)];
  for (const index of order) {
    const event = told[index];
    if (!event) continue;
    await loyalty.customers.tell(event);
    await loyalty.caughtUp();
    expect(await loyalty.differences()).toEqual([]);
  }
  await loyalty.caughtUp();
  expect(await balanceOf(a)).toMatchObject(nothing);
  expect(await balanceOf(b)).toMatchObject(nothing);
  expect(await balanceOf(c)).toMatchObject({ available: 3_210 });
});

it('moves points to a customer that has not been told of yet', async () => {
  const { add, balanceOf } = actions(loyalty);
  const [source = ''] = await customers(1);
  const target = newId();
  await add(source, 25);
  await loyalty.customers.merge(source, target);
  await loyalty.caughtUp();
  expect(await balanceOf(target)).toMatchObject({ available: 25 });
  expect((await add(target, 1)).__typename).toBe('PointsEntryPayload');
  expect((await add(source, 1)).__typename).toBe('CustomerNotActiveError');
});

it('goes by the version, not by what came last', async () => {
  const { add } = actions(loyalty);
  const [id = ''] = await customers(1);
  await loyalty.customers.deactivate(id);
  await loyalty.customers.tell({
    type: 'customer.created',
    subject: id,
    payload: { status: 'ACTIVE', version: 1, mergedInto: null, requestId: null },
  });
  await loyalty.caughtUp();
  expect((await add(id, 1)).__typename).toBe('CustomerNotActiveError');
});

it('loses and doubles nothing when a merge meets writes on both accounts', async () => {
  const { add, balanceOf, redeem } = actions(loyalty);
  const [source = '', target = ''] = await customers(2);
  await add(source, 100);
  await add(target, 100);
  const writes = Array.from({ length: 40 }, (_, index) => redeem(index % 2 ? source : target, 1));
  await loyalty.customers.merge(source, target);
  const outcomes = await Promise.all(writes);
  await loyalty.caughtUp();
  const names = outcomes.map(({ __typename }) => __typename);
  const spent = names.filter((name) => name === 'PointsEntryPayload').length;
  expect(new Set(names)).toSatisfy((kinds: Set<string>) => !kinds.has('InsufficientPointsError'));
  expect(await balanceOf(target)).toMatchObject({
    available: 200 - spent,
    lifetimeRedeemed: spent,
  });
  expect(await balanceOf(source)).toMatchObject(nothing);
});
