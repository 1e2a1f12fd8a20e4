import { newId } from '@customer-graph/subgraph';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { applyOrderEvent } from '../src/domain/apply-order-event.ts';
import { actions } from './actions.ts';
import { orderEvent, type ToldOrder } from './orders-service.ts';
import { ReturnModel, type ReturnStep } from './return-model.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

const clock = { now: new Date('2034-01-01T12:00:00Z') };
let loyalty: LoyaltyUnderTest;
beforeAll(async () => {
  loyalty = await startLoyalty({ clock: () => clock.now });
});
afterAll(async () => {
  expect(await loyalty.differences()).toEqual([]);
  await loyalty.stop();
});

/** Applies what a feed publishes of an order. */
const publish = (orderId: string, order: ToldOrder) =>
  loyalty.module.db.following.$transaction((tx) =>
    applyOrderEvent(loyalty.module)(tx, {
      ...{ id: newId(), cursor: '1-1', version: 1, storeId: 'demo' },
      ...{ occurredAt: new Date().toISOString(), ...orderEvent(orderId, order) },
    }),
  );
/** In a currency in which nothing is earned. */
const usd = { currency: 'USD', total: 999, paid: 999 };

async function shopper(points: number) {
  const { id: customerId, authorization } = await loyalty.addCustomer();
  const { add, act, balanceOf, redeem } = actions(loyalty);
  const { entry } = await add(customerId, points);
  const balance = () => balanceOf(customerId);
  return { customerId, authorization, add, act, redeem, balance, gift: entry?.id ?? '' };
}

const step: fc.Arbitrary<ReturnStep> = fc.record({
  do: fc.constantFrom(
    'refund',
    'refund',
    'cancel',
    'again',
    'redeem',
    'hold',
    'capture',
    'reverse',
  ),
  byCustomer: fc.boolean(),
  points: fc.integer({ min: 1, max: 200 }),
  minor: fc.integer({ min: 0, max: 700 }),
  which: fc.nat({ max: 4 }),
});

it('returns in all what the order was returned of each redemption, whatever comes first, twice or out of order', async () => {
  const property = fc.asyncProperty(
    fc.array(step, { minLength: 5, maxLength: 14 }),
    async (steps) => {
      const { customerId, authorization, act, balance } = await shopper(1_000);
      const [orderId, model] = [newId(), new ReturnModel(1_000, 999)];
      const source = { type: 'order', id: orderId };
      const published: ToldOrder[] = [];
      const [holds, spends]: [string[], string[]] = [[], []];
      const pick = <Item>(items: readonly Item[], which: number) => items[which % items.length];
      for (const each of steps) {
        const { byCustomer, points, which } = each;
        const caller = byCustomer ? authorization : undefined;
        const state = model.apply(each);
        if (state) published.push({ ...usd, customerId, ...state });
        const event = each.do === 'again' ? pick(published, which) : state && published.at(-1);
        if (event) await publish(orderId, event);
        if (each.do === 'redeem') {
          const input = { customerId, points, reason: 'For the order', source };
          const { entry } = await act('redeemPoints', { input }, caller);
          if (entry) spends.push(entry.id);
        }
        if (each.do === 'hold') {
          const { id } = await act('holdPoints', { customerId, points, source }, caller);
          if (id) holds.push(id);
        }
        const [holdId, entryId] = [pick(holds, which), pick(spends, which)];
        if (each.do === 'capture' && holdId) {
          const { entry } = await act('captureHold', { holdId });
          if (entry) spends.push(entry.id);
        }
        if (each.do === 'reverse' && entryId)
          await act('reverseEntry', { entryId, points, reason: 'By hand' });
        const { available, held, redeemed: lifetimeRedeemed } = model;
        const expected = { available, held, lifetimeRedeemed };
        expect([each, await balance()]).toMatchObject([each, expected]);
      }
    },
  );
  await fc.assert(property, { numRuns: 25 });
}, 240_000);

const money = fc.record({
  do: fc.constantFrom('pay', 'pay', 'refund', 'refund all', 'again', 'redeem'),
  minor: fc.integer({ min: 1, max: 60_000 }),
});
const payments = fc.record({
  total: fc.integer({ min: 100, max: 50_000 }),
  pendingDays: fc.constantFrom(0, 14),
  steps: fc.array(money, { minLength: 4, maxLength: 12 }),
});

it('lets an order earn for what is paid net of refunds, however often it is paid and refunded', async () => {
  const property = fc.asyncProperty(payments, async ({ total, pendingDays, steps }) => {
    await loyalty.sql(`UPDATE programs SET return_policy = 'ALLOW_DEBT', pending_days = $1`, [
      pendingDays,
    ]);
    const { customerId, balance, redeem } = await shopper(100);
    const orderId = newId();
    const published: ToldOrder[] = [];
    let [paid, refunded, fullyPaid, spent] = [0, 0, false, 0];
    for (const [index, { do: action, minor }] of steps.entries()) {
      if (action === 'pay') paid += minor;
      if (action === 'refund') refunded += Math.min(minor, paid - refunded);
      if (action === 'refund all') refunded = paid;
      fullyPaid ||= paid - refunded >= total;
      const missing = Math.max(0, total - (paid - refunded));
      const moved = action === 'pay' || action.startsWith('refund');
      const [version, returned] = [index + 1, Math.min(missing, refunded)];
      const order = { customerId, total, version, paid, refunded, returned, fullyPaid };
      if (moved) published.push(order);
      const event = action === 'again' ? published[minor % published.length] : order;
      if (event && action !== 'redeem') await publish(orderId, event);
      if (action === 'redeem' && (await redeem(customerId, (minor % 90) + 1)).entry)
        spent += (minor % 90) + 1;
      const whole = Math.floor(total / 100);
      const net = fullyPaid ? whole - Math.floor((whole * missing) / total) : 0;
      const now = await balance();
      const { available = 0, pending = 0, debt = 0, lifetimeEarned } = now ?? {};
      const points = { lifetimeEarned, kept: available + pending - debt };
      expect([action, points]).toEqual([
        action,
        { lifetimeEarned: 100 + net, kept: 100 + net - spent },
      ]);
    }
  });
  onTestFinished(async () => {
    await loyalty.sql(`UPDATE programs SET return_policy = 'WITHIN_BALANCE', pending_days = 14`);
  });
  await fc.assert(property, { numRuns: 15 });
}, 120_000);

it('gives again what refunds took, to whoever has taken the account over, and nothing that was reversed by hand', async () => {
  const [from, to] = [await shopper(1), await shopper(5)];
  const orderId = newId();
  const order = { total: 10_000, fullyPaid: true, customerId: from.customerId, paid: 10_000 };
  await publish(orderId, { ...order, version: 2 });
  const [gift] = await loyalty.sql<{ id: string }>('SELECT id FROM entries WHERE source_id = $1', [
    orderId,
  ]);
  const byHand = { entryId: gift?.id, points: 20, reason: 'By hand' };
  await from.act('reverseEntry', byHand);
  await loyalty.customers.merge(from.customerId, to.customerId);
  await loyalty.caughtUp();
  const heir = { ...order, customerId: to.customerId };
  await publish(orderId, { ...heir, version: 3, refunded: 10_000 });
  expect(await to.balance()).toMatchObject({ available: 6, pending: 0, lifetimeEarned: 6 });
  await publish(orderId, {
    ...{ ...heir, version: 4, paid: 20_000, refunded: 10_000, returned: 0 },
  });
  expect(await to.balance()).toMatchObject({ available: 6, pending: 80, lifetimeEarned: 86 });
  const [again] = await loyalty.sql<{ id: string }>(
    `SELECT id FROM entries WHERE reverses_id = $1 AND type = 'EARN'`,
    [gift?.id],
  );
  expect(await to.act('reverseEntry', { ...byHand, entryId: again?.id })).toMatchObject({
    fieldErrors: [{ path: ['entryId'], code: 'NOT_REVERSIBLE' }],
  });
  await publish(orderId, {
    ...{ ...heir, version: 5, paid: 20_000, refunded: 20_000 },
    returned: 10_000,
  });
  expect(await to.balance()).toMatchObject({ available: 6, pending: 0, lifetimeEarned: 6 });
});

it('returns what was redeemed by hand-over of accounts and of orders that took no money', async () => {
  const [from, to] = [await shopper(300), await shopper(5)];
  const [paid, free] = [newId(), newId()];
  await from.redeem(from.customerId, 100, { source: { type: 'order', id: paid } });
  await from.redeem(from.customerId, 50, { source: { type: 'order', id: free } });
  await loyalty.customers.merge(from.customerId, to.customerId);
  await loyalty.caughtUp();
  expect(await to.balance()).toMatchObject({ available: 155 });
  await publish(paid, { ...usd, customerId: to.customerId, version: 2, refunded: 333 });
  expect(await to.balance()).toMatchObject({ available: 188 });
  await publish(free, { customerId: null, total: 0, paid: 0, version: 2, cancelled: true });
  expect(await to.balance()).toMatchObject({ available: 238, debt: 0 });
});

it('returns nothing for money that had been paid beyond the total, and all when staff call the order refunded', async () => {
  const { customerId, redeem, balance } = await shopper(100);
  const orderId = newId();
  await redeem(customerId, 100, { source: { type: 'order', id: orderId } });
  await publish(orderId, {
    ...usd,
    customerId,
    version: 2,
    paid: 1_499,
    refunded: 500,
    returned: 0,
  });
  expect(await balance()).toMatchObject({ available: 0 });
  await publish(orderId, { ...usd, customerId, version: 3, refunded: 1, status: 'REFUNDED' });
  expect(await balance()).toMatchObject({ available: 100 });
});

it('misses no redemption that is made while the order is cancelled', async () => {
  const { customerId, act, redeem, balance } = await shopper(200);
  for (let round = 0; round < 10; round += 1) {
    const orderId = newId();
    const source = { type: 'order', id: orderId };
    const hold = await act('holdPoints', { customerId, points: 40, source: { ...source } });
    await Promise.all([
      publish(orderId, { ...usd, customerId, version: 2, cancelled: true }),
      redeem(customerId, 60, { source }),
      act('captureHold', { holdId: hold.id, points: 30 }),
    ]);
    expect(await balance()).toMatchObject({ available: 200, held: 0, lifetimeRedeemed: 0 });
  }
}, 60_000);

it('lets points that come back after their expiry be spent for the programme’s grace, and not longer', async () => {
  const { customerId, add, redeem, balance } = await shopper(10);
  const expiresAt = new Date(clock.now.getTime() + 5 * 86_400_000).toISOString();
  await add(customerId, 90, { expiresAt });
  const orderId = newId();
  await redeem(customerId, 60, { source: { type: 'order', id: orderId } });
  clock.now = new Date(clock.now.getTime() + 20 * 86_400_000);
  await publish(orderId, { ...usd, customerId, version: 2, cancelled: true });
  expect(await balance()).toMatchObject({ available: 70, lifetimeExpired: 30 });
  clock.now = new Date('2034-02-20T23:59:59Z');
  expect((await redeem(customerId, 1)).entry).toMatchObject({ points: -1 });
  clock.now = new Date('2034-02-21T00:00:00Z');
  expect(await redeem(customerId, 11)).toMatchObject({ available: 10 });
});

it('lets points that come back after their expiry expire at once where the programme gives no grace', async () => {
  await loyalty.sql('UPDATE programs SET return_grace_days = 0');
  const { customerId, act, add, redeem, balance } = await shopper(1);
  await add(customerId, 50, { expiresAt: new Date(clock.now.getTime() + 60_000).toISOString() });
  const spent = await redeem(customerId, 50);
  clock.now = new Date(clock.now.getTime() + 120_000);
  await act('reverseEntry', { entryId: spent.entry?.id, reason: 'Returned' });
  expect(await balance()).toMatchObject({ available: 1, lifetimeExpired: 50, lifetimeRedeemed: 0 });
  await loyalty.sql('UPDATE programs SET return_grace_days = 30');
});
