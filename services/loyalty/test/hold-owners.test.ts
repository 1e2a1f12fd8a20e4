import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { actions, type Action, type Outcome } from './actions.ts';
import { HoldModel, type By, type HoldStep } from './hold-model.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

const clock = { now: new Date('2030-01-01T12:00:00Z') };
let loyalty: LoyaltyUnderTest;
let shop: Record<Exclude<By, 'customer'>, string>;
beforeAll(async () => {
  loyalty = await startLoyalty({ clock: () => clock.now });
  const permissions = ['loyalty:read', 'loyalty:write'];
  const service = await loyalty.authorize({ kind: 'service', id: 'checkout', permissions });
  shop = { staff: loyalty.staff, service };
});
afterAll(async () => {
  expect(await loyalty.differences()).toEqual([]);
  await loyalty.stop();
});

const step: fc.Arbitrary<HoldStep> = fc.record({
  do: fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom('add', 'wait') },
    { weight: 6, arbitrary: fc.constantFrom('redeem', 'hold', 'capture', 'release') },
  ),
  by: fc.constantFrom('customer', 'staff', 'service'),
  points: fc.integer({ min: 1, max: 60 }),
  source: fc.constantFrom(null, '1', '2', '3'),
  which: fc.nat({ max: 5 }),
});

/** A customer with 300 points, and what the API responds to steps on its account. */
async function account() {
  const { act, add, balanceOf } = actions(loyalty);
  const { id: customerId, authorization } = await loyalty.addCustomer();
  await add(customerId, 300);
  const holdIds: string[] = [];
  async function perform({ do: action, by, points, source, which }: HoldStep): Promise<string> {
    const caller = by === 'customer' ? authorization : shop[by];
    const holdId = holdIds[which % Math.max(holdIds.length, 1)] ?? 'none';
    const named = source === null ? null : { type: 'order', id: source };
    const input = { customerId, points, reason: 'Step', source: named };
    const calls: Record<Exclude<HoldStep['do'], 'wait'>, [Action, object]> = {
      add: ['addPoints', { input }],
      redeem: ['redeemPoints', { input }],
      hold: ['holdPoints', { customerId, points, source: named, ttlSeconds: 60 }],
      capture: ['captureHold', { holdId, points }],
      release: ['releaseHold', { holdId }],
    };
    if (action === 'wait') {
      clock.now = new Date(clock.now.getTime() + 60_000);
      return 'waited';
    }
    const refused = (error: unknown): Outcome => ({
      __typename: /FORBIDDEN/.exec(String(error))?.[0] ?? String(error),
    });
    const [mutation, variables] = calls[action];
    const outcome = await act(mutation, { ...variables }, caller).catch(refused);
    const { __typename, id, status, fieldErrors } = outcome;
    if (action === 'hold' && id) holdIds.push(id);
    if (__typename === 'InvalidInputError') return fieldErrors?.[0]?.code ?? __typename;
    return __typename === 'HoldNotActiveError' ? `${__typename} ${status}` : __typename;
  }
  return { perform, balance: () => balanceOf(customerId) };
}

it('lets a customer end only what a customer has set aside and use up only its own sources, whatever comes before', async () => {
  const property = fc.asyncProperty(
    fc.array(step, { minLength: 6, maxLength: 16 }),
    async (steps) => {
      const model = new HoldModel();
      model.available = 300;
      const { perform, balance } = await account();
      for (const each of steps) {
        const expected = model.apply(each);
        expect([each, await perform(each)]).toEqual([each, expected]);
        const { available = 0, held = 0 } = (await balance()) ?? {};
        expect(available + held).toBe(model.available + model.held);
      }
    },
  );
  await fc.assert(property, { numRuns: 30 });
}, 180_000);

it('gives the shop the points of its hold although the customer has redeemed for the same order first', async () => {
  const { act, add, redeem, balanceOf } = actions(loyalty);
  const { id: customerId, authorization } = await loyalty.addCustomer();
  await add(customerId, 500);
  const source = { type: 'order', id: '10' };
  const hold = await act('holdPoints', { customerId, points: 400, source });
  const own = { points: 1, reason: 'Mine', source };
  expect(await act('redeemPoints', { input: own }, authorization)).toMatchObject({
    __typename: 'PointsEntryPayload',
  });
  expect(await act('captureHold', { holdId: hold.id })).toMatchObject({ entry: { points: -400 } });
  expect(await redeem(customerId, 1, { source })).toMatchObject({
    fieldErrors: [{ code: 'SOURCE_ALREADY_USED' }],
  });
  expect(await balanceOf(customerId)).toMatchObject({ available: 99, held: 0 });
});

it('lets the customer of a merged account end what it had set aside before, and not what the shop had', async () => {
  const { act, add } = actions(loyalty);
  const [from, to] = [await loyalty.addCustomer(), await loyalty.addCustomer()];
  await add(from.id, 100);
  const own = await act('holdPoints', { points: 30 }, from.authorization);
  const shops = await act('holdPoints', { customerId: from.id, points: 40 });
  await loyalty.customers.merge(from.id, to.id);
  await loyalty.caughtUp();
  expect(await act('releaseHold', { holdId: own.id }, to.authorization)).toMatchObject({
    status: 'RELEASED',
  });
  for (const action of ['releaseHold', 'captureHold'] as const)
    expect(await act(action, { holdId: shops.id }, to.authorization)).toMatchObject({
      fieldErrors: [{ path: ['holdId'], code: 'NOT_YOURS' }],
    });
});

it('shows who has set points aside', async () => {
  const { act, add } = actions(loyalty);
  const { id: customerId, authorization } = await loyalty.addCustomer();
  const { account: opened } = await add(customerId, 100);
  await act('holdPoints', { points: 30 }, authorization);
  await act('holdPoints', { customerId, points: 40 });
  const shown = await loyalty.query<{ loyaltyAccount: { holds: object[] } }>(
    'query ($id: ID!) { loyaltyAccount(id: $id) { holds { points owner } } }',
    { authorization, variables: { id: opened?.id } },
  );
  expect(shown.data.loyaltyAccount.holds).toEqual([
    { points: 30, owner: 'CUSTOMER' },
    { points: 40, owner: 'SHOP' },
  ]);
});
