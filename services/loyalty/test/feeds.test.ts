import { newId } from '@customer-graph/subgraph';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { actions } from './actions.ts';
import { orderEvent } from './orders-service.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

let loyalty: LoyaltyUnderTest;
beforeAll(async () => {
  loyalty = await startLoyalty({ withOrders: true });
});
afterAll(() => loyalty.stop());

const readiness = async ({ url }: LoyaltyUnderTest) => {
  const answer = await fetch(`${url}/readyz`);
  return { code: answer.status, body: await answer.json() };
};
const parked = () =>
  loyalty.sql<{ subject: string; reason: string }>(
    `SELECT event->>'subject' AS subject, reason FROM parked_events ORDER BY parked_at`,
  );
const customerId = newId();
const good = (orderId: string) => orderEvent(orderId, { customerId, version: 2, paid: 10_000 });

it.each<[string, (event: ReturnType<typeof good>) => object, RegExp]>([
  ['of an unknown version', (event) => ({ ...event, version: 2 }), /expected 1/],
  [
    'without a customer field',
    ({ payload: { customerId: _id, ...payload } }) => ({ payload }),
    /customerId/,
  ],
  ['with a negative total', ({ payload }) => ({ payload: { ...payload, total: -1 } }), /total/],
  ['of a store that is not served', (event) => ({ ...event, storeId: 'elsewhere' }), /elsewhere/],
  ['with an impossible type', (event) => ({ ...event, type: 'Order Paid' }), /type/],
])('parks an order event %s, and applies those behind it', async (_what, spoil, reason) => {
  const [bad, behind] = [newId(), newId()];
  await loyalty.orders.tell({ ...good(bad), ...spoil(good(bad)) }, good(behind));
  await loyalty.caughtUp();
  const found = (await parked()).find(({ subject }) => subject === bad);
  expect(found?.reason).toMatch(reason);
  const told = await loyalty.sql('SELECT order_id FROM order_earnings WHERE order_id = ANY ($1)', [
    [bad, behind],
  ]);
  expect(told).toEqual([{ order_id: behind }]);
});

it.each([
  ['of an unknown version', { version: 2 }],
  ['of a store that is not served', { storeId: 'elsewhere' }],
  [
    'that is merged into nobody',
    { payload: { status: 'MERGED', version: 2, mergedInto: null, requestId: null } },
  ],
])('parks a customer event %s', async (_what, spoil) => {
  const subject = newId();
  const payload = { status: 'ACTIVE', version: 1, mergedInto: null, requestId: null };
  await loyalty.customers.tell({ type: 'customer.created', subject, payload, ...spoil });
  await loyalty.caughtUp();
  expect((await parked()).map((event) => event.subject)).toContain(subject);
  expect(await loyalty.sql('SELECT FROM customer_refs WHERE id = $1', [subject])).toEqual([]);
});

it('gives a transaction that follows events more time than a request has', async () => {
  // Takes no transaction id, for which the feeds of other tests would wait.
  const slept = await loyalty.module.db.following.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT pg_sleep(6)::text`;
    return tx.$queryRaw`SELECT pg_sleep(6)::text`;
  });
  expect(slept).toHaveLength(1);
}, 60_000);

it('passes over types that it does not know', async () => {
  const subject = newId();
  await loyalty.orders.tell({ type: 'order.shipped', subject, payload: {} });
  await loyalty.customers.tell({ type: 'customer.yawned', subject, payload: {}, version: 9 });
  await loyalty.caughtUp();
  expect((await parked()).map((event) => event.subject)).not.toContain(subject);
});

it('stays ready and shows how far it has followed and what is parked', async () => {
  await loyalty.orders.tell({ ...good(newId()), version: 7 });
  await loyalty.caughtUp();
  const [{ count } = { count: 0 }] = await loyalty.sql<{ count: number }>(
    `SELECT count(*)::int FROM parked_events WHERE feed = 'orders'`,
  );
  expect(await readiness(loyalty)).toMatchObject({
    code: 200,
    body: {
      status: 'ready',
      feeds: [
        { feed: 'customers', lagSeconds: expect.any(Number) },
        { feed: 'orders', parked: count },
      ],
    },
  });
});

it('works the same without orders, whose feed it does not follow', async () => {
  const alone = await startLoyalty();
  const { id } = await alone.addCustomer();
  await alone.customers.event('customer.created', id);
  await alone.orders.order({ customerId: id, version: 2, paid: 10_000 });
  await alone.caughtUp();
  const { add, balanceOf } = actions(alone);
  expect(await balanceOf(id)).toBeNull();
  await add(id, 3, { source: { type: 'order', id: 'x' } });
  expect(await balanceOf(id)).toMatchObject({ available: 3 });
  expect((await readiness(alone)).body).toMatchObject({ feeds: [{ feed: 'customers' }] });
  expect(await alone.sql('SELECT FROM order_earnings')).toEqual([]);
  await alone.stop();
});
