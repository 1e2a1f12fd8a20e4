import { newId } from '@customer-graph/subgraph';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runDay } from '../src/domain/run-day.ts';
import { actions } from './actions.ts';
import { orderEvent } from './orders-service.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

let loyalty: LoyaltyUnderTest;
const clock = { now: new Date('2035-01-01T12:00:00Z') };
beforeAll(async () => {
  loyalty = await startLoyalty({ clock: () => clock.now, withOrders: true });
  await loyalty.sql('UPDATE programs SET pending_days = 14');
});
afterAll(async () => {
  expect(await loyalty.differences()).toEqual([]);
  await loyalty.stop();
});

/** A customer that has been told of, with what its balance is once all that was told has been applied. */
async function shopper() {
  const { id } = await loyalty.addCustomer();
  await loyalty.customers.event('customer.created', id);
  return {
    id,
    balance: async (customerId = id) => {
      await loyalty.caughtUp();
      return actions(loyalty).balanceOf(customerId);
    },
  };
}
const becomeAvailable = async () => {
  clock.now = new Date(clock.now.getTime() + 20 * 86_400_000);
  await runDay(loyalty.module, 'demo', clock.now);
};

it('earns, pending, when an order is fully paid, and not before', async () => {
  const { id: customerId, balance } = await shopper();
  const { order } = loyalty.orders;
  const id = await order({ customerId, version: 1 });
  await order({ customerId, version: 2, paid: 9_999 }, id);
  expect(await balance()).toBeNull();
  await order({ customerId, version: 3, paid: 10_000 }, id);
  expect(await balance()).toMatchObject({ pending: 100, available: 0 });
  await order({ customerId, version: 4, paid: 10_000 }, id);
  expect(await balance()).toMatchObject({ pending: 100, lifetimeEarned: 100 });
  expect(
    await loyalty.sql(`SELECT reason, source_type, source_id FROM entries WHERE source_id = $1`, [
      id,
    ]),
  ).toEqual([{ reason: `Order 10${id.slice(-4)}`, source_type: 'order', source_id: id }]);
});

it('takes back in proportion to all refunds so far, rounded down, and everything on cancellation', async () => {
  const { id: customerId, balance } = await shopper();
  const paid = { customerId, total: 9_999, paid: 9_999 };
  const { order } = loyalty.orders;
  const id = await order({ ...paid, version: 2 });
  expect(await balance()).toMatchObject({ pending: 99 });
  await order({ ...paid, version: 3, refunded: 3_333 }, id);
  expect(await balance()).toMatchObject({ pending: 66 });
  await order({ ...paid, version: 4, refunded: 5_000 }, id);
  expect(await balance()).toMatchObject({ pending: 50 });
  await order({ ...paid, version: 5, refunded: 5_000, cancelled: true }, id);
  expect(await balance()).toMatchObject({ pending: 0, lifetimeEarned: 0 });
});

it.each([
  ['ONLY_PENDING', { available: 60, debt: 0 }],
  ['WITHIN_BALANCE', { available: 0, debt: 0 }],
  ['ALLOW_DEBT', { available: 0, debt: 40 }],
])(
  'takes back what is spent already as %s says, and asks once for each refund',
  async (policy, left) => {
    await loyalty.sql('UPDATE programs SET return_policy = $1::"ReturnPolicy"', [policy]);
    const { id: customerId, balance } = await shopper();
    const id = await loyalty.orders.order({ customerId, version: 1, paid: 10_000 });
    await balance();
    await becomeAvailable();
    const { add, redeem } = actions(loyalty);
    await redeem(customerId, 40);
    await loyalty.orders.order({ customerId, version: 2, paid: 10_000, refunded: 10_000 }, id);
    expect(await balance()).toMatchObject(left);
    await add(customerId, 5);
    const after = await balance();
    await loyalty.orders.order({ customerId, version: 3, paid: 10_000, refunded: 10_000 }, id);
    expect(await balance()).toEqual(after);
  },
);

it('earns nothing in another currency, for a guest, for nothing, or when cancelled before it was told of', async () => {
  const { id: customerId, balance } = await shopper();
  const { order } = loyalty.orders;
  await order({ customerId, version: 2, currency: 'USD', paid: 10_000 });
  await order({ customerId: null, version: 2, paid: 10_000 });
  await order({ customerId, version: 2, total: 0, paid: 0 });
  await order({ customerId, version: 3, paid: 10_000, cancelled: true });
  expect(await balance()).toSatisfy(
    (found: object | null) => !found || !('pending' in found && found.pending),
  );
});

it('earns for a guest order once it is claimed', async () => {
  const { id: customerId, balance } = await shopper();
  const id = await loyalty.orders.order({ customerId: null, version: 2, paid: 10_000 });
  expect(await balance()).toBeNull();
  await loyalty.orders.order({ customerId, version: 3, paid: 10_000 }, id);
  expect(await balance()).toMatchObject({ pending: 100 });
});

it('earns once the customer is told of, when the order was faster', async () => {
  const { id: customerId } = await loyalty.addCustomer();
  const id = await loyalty.orders.order({ customerId, version: 2, paid: 10_000 });
  await loyalty.orders.order({ customerId, version: 3, paid: 10_000, refunded: 2_500 }, id);
  await loyalty.caughtUp();
  expect(await actions(loyalty).balanceOf(customerId)).toBeNull();
  await loyalty.customers.event('customer.created', customerId);
  await loyalty.caughtUp();
  expect(await actions(loyalty).balanceOf(customerId)).toMatchObject({ pending: 75 });
});

it('earns for whoever stands for a merged customer, and for nobody once they are erased', async () => {
  const [first, middle, last] = [await shopper(), await shopper(), await shopper()];
  await loyalty.customers.merge(first.id, middle.id);
  await loyalty.customers.merge(middle.id, last.id);
  await loyalty.caughtUp();
  const { order } = loyalty.orders;
  const id = await order({ customerId: first.id, version: 2, paid: 10_000 });
  expect(await last.balance()).toMatchObject({ pending: 100 });
  await order({ customerId: last.id, version: 3, paid: 10_000, refunded: 5_000 }, id);
  expect(await last.balance()).toMatchObject({ pending: 50 });
  expect(await first.balance()).toBeNull();
  await loyalty.customers.erase(last.id);
  await loyalty.caughtUp();
  await order({ customerId: first.id, version: 2, paid: 10_000 });
  await order({ customerId: last.id, version: 4, paid: 10_000, refunded: 10_000 }, id);
  expect(await last.balance()).toMatchObject({ pending: 0, available: 0, debt: 0 });
});

it('takes back from whoever has taken over the account that earned, whatever was spent in between', async () => {
  await loyalty.sql(`UPDATE programs SET return_policy = 'WITHIN_BALANCE'`);
  const [source, target] = [await shopper(), await shopper()];
  const paid = { customerId: source.id, paid: 10_000 };
  const id = await loyalty.orders.order({ ...paid, version: 1 });
  await loyalty.orders.order({ ...paid, version: 2, refunded: 1_000 }, id);
  await source.balance();
  await becomeAvailable();
  const { add, redeem } = actions(loyalty);
  await redeem(source.id, 30);
  await add(target.id, 15);
  await loyalty.customers.merge(source.id, target.id);
  expect(await target.balance()).toMatchObject({ available: 75 });
  await loyalty.orders.order({ ...paid, customerId: target.id, version: 3, refunded: 8_000 }, id);
  expect(await target.balance()).toMatchObject({ available: 5, debt: 0 });
});

it('pays for an order once, also when someone has given points for it by hand', async () => {
  const { id: customerId, balance } = await shopper();
  const { add } = actions(loyalty);
  const id = newId();
  await loyalty.caughtUp();
  await add(customerId, 70, { source: { type: 'order', id }, pending: true });
  await loyalty.orders.order({ customerId, version: 2, paid: 10_000 }, id);
  expect(await balance()).toMatchObject({ pending: 70 });
  await loyalty.orders.order({ customerId, version: 3, paid: 10_000, refunded: 5_000 }, id);
  expect(await balance()).toMatchObject({ pending: 35 });
  const other = await loyalty.orders.order({ customerId, version: 2, paid: 10_000 });
  await loyalty.caughtUp();
  expect(await add(customerId, 5, { source: { type: 'order', id: other } })).toMatchObject({
    fieldErrors: [{ code: 'SOURCE_ALREADY_USED' }],
  });
});

it('multiplies by the tier that points have reached that fell due before any run was at them', async () => {
  const { id: customerId, balance } = await shopper();
  await loyalty.caughtUp();
  await actions(loyalty).add(customerId, 5_000, { pending: true });
  clock.now = new Date(clock.now.getTime() + 20 * 86_400_000);
  await loyalty.orders.order({ customerId, version: 1, paid: 10_000 });
  expect(await balance()).toMatchObject({ available: 5_000, pending: 125 });
});

it('opens no account for an order that is too small to earn', async () => {
  const { id: customerId, balance } = await shopper();
  await loyalty.orders.order({ customerId, version: 1, total: 99, paid: 99 });
  expect(await balance()).toBeNull();
});

it('pays for an order once, also when the points given by hand do not count for the tier', async () => {
  const { id: customerId, balance } = await shopper();
  const id = newId();
  const more = { source: { type: 'order', id }, pending: true, countsForTier: false };
  await loyalty.caughtUp();
  await actions(loyalty).add(customerId, 70, more);
  await loyalty.orders.order({ customerId, version: 2, paid: 10_000 }, id);
  expect(await balance()).toMatchObject({ pending: 70 });
  await loyalty.orders.order({ customerId, version: 3, paid: 10_000, refunded: 5_000 }, id);
  expect(await balance()).toMatchObject({ pending: 35 });
});

it('multiplies by the tier that the customer has', async () => {
  const { id: customerId, balance } = await shopper();
  await loyalty.caughtUp();
  await actions(loyalty).add(customerId, 5_000);
  await loyalty.orders.order({ customerId, version: 1, paid: 10_000 });
  expect(await balance()).toMatchObject({ pending: 125 });
});

it('earns on goods alone, and on shipping or tax where the programme says so', async () => {
  const { sql } = loyalty;
  for (const [onShipping, onTax, pending] of [
    [false, false, 60],
    [true, false, 75],
    [false, true, 85],
    [true, true, 100],
  ]) {
    await sql('UPDATE programs SET earns_on_shipping = $1, earns_on_tax = $2', [onShipping, onTax]);
    const { id: customerId, balance } = await shopper();
    const parts = { goods: 6_000, shipping: 1_500, tax: 2_500 };
    const id = await loyalty.orders.order({ customerId, version: 1, paid: 10_000, ...parts });
    expect(await balance()).toMatchObject({ pending });
    const half = { customerId, version: 2, paid: 10_000, refunded: 5_000, ...parts };
    await loyalty.orders.order(half, id);
    expect(await balance()).toMatchObject({
      pending: Number(pending) - Math.floor(Number(pending) / 2),
    });
  }
  await sql('UPDATE programs SET earns_on_shipping = false, earns_on_tax = false');
});

it('earns on no more than the total when a discount goes beyond the goods', async () => {
  const { id: customerId, balance } = await shopper();
  const parts = { total: 500, paid: 500, goods: 0, shipping: 1_500 };
  await loyalty.sql('UPDATE programs SET earns_on_shipping = true');
  await loyalty.orders.order({ customerId, version: 1, ...parts });
  expect(await balance()).toMatchObject({ pending: 5 });
  await loyalty.sql('UPDATE programs SET earns_on_shipping = false');
});

it('earns on the whole of an order whose events do not say what it is made of', async () => {
  const { id: customerId, balance } = await shopper();
  const event = orderEvent(newId(), { customerId, version: 1, paid: 10_000 });
  const { goodsTotal, shippingTotal, taxTotal, ...payload } = event.payload;
  expect([goodsTotal, shippingTotal, taxTotal]).toEqual([10_000, 0, 0]);
  await loyalty.orders.tell({ ...event, payload });
  expect(await balance()).toMatchObject({ pending: 100 });
});
