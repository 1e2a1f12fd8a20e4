import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { actions, anOrder } from './actions.ts';
import { readFeed } from './feed.ts';
import { sql } from './rows.ts';
import { startOrders, type OrdersUnderTest } from './start.ts';

let orders: OrdersUnderTest;
let act: ReturnType<typeof actions>;
beforeAll(async () => {
  orders = await startOrders();
  act = actions(orders);
});
afterAll(() => orders.stop());

const soon = { timeout: 20_000, interval: 50 };
const ordersOf = (customerId: string) =>
  sql<{ id: string; version: number; updated: boolean }>(
    orders.databaseUrl,
    'SELECT id, version, updated_at > placed_at AS updated FROM orders WHERE customer_id = $1 ORDER BY id',
    [customerId],
  );
const merge = (source: string, mergedInto: string) =>
  orders.customers.tell(source, 'customer.merged', { status: 'MERGED', mergedInto });
const people = (count: number) =>
  Promise.all(Array.from({ length: count }, async () => (await orders.addCustomer()).id));
const moved = (source: string, target: string, count: number) =>
  vi.waitFor(async () => {
    expect(await ordersOf(source)).toEqual([]);
    expect(await ordersOf(target)).toHaveLength(count);
  }, soon);

it('gives the orders of a merged customer to the one that stays, and tells of each', async () => {
  const [source = '', target = ''] = await people(2);
  const first = await act.place({ customerId: source });
  const second = await act.place({ customerId: source });
  await act.pay(second.id, 1_000);
  await act.place({ customerId: target });
  await merge(source, target);
  await moved(source, target, 3);
  expect(await ordersOf(target)).toEqual(
    expect.arrayContaining([
      { id: first.id, version: 2, updated: true },
      { id: second.id, version: 3, updated: true },
    ]),
  );
  for (const [id, version, paidTotal] of [
    [first.id, 2, 0],
    [second.id, 3, 1_000],
  ] as const) {
    await vi.waitFor(async () => {
      const { events } = await readFeed(orders.url);
      expect(events.filter(({ subject }) => subject === id).at(-1)).toMatchObject({
        type: 'order.status_changed',
        payload: { customerId: target, version, paidTotal, status: 'PENDING' },
      });
    }, soon);
  }
  const { data } = await orders.query(
    'query ($id: ID!) { order(id: $id) { customer { id } history { type actor note } } }',
    { variables: { id: first.id }, authorization: orders.staff },
  );
  expect(data).toEqual({
    order: {
      customer: { id: target },
      history: [
        { type: 'PLACED', actor: 'staff:sam', note: null },
        {
          type: 'CUSTOMER_MERGED',
          actor: 'service:customers',
          note: `was an order of customer ${source}`,
        },
      ],
    },
  });
});

it('changes nothing when the merge is told again', async () => {
  const [source = '', target = ''] = await people(2);
  await act.place({ customerId: source });
  await merge(source, target);
  await moved(source, target, 1);
  const before = await ordersOf(target);
  await orders.customers.outbox.tell(orders.customers.eventOf(source, 'customer.merged'));
  const [other = ''] = await people(1);
  await orders.customers.tell(other, 'customer.created');
  await vi.waitFor(async () => {
    const text = 'SELECT 1 FROM customer_refs WHERE id = $1';
    expect(await sql(orders.databaseUrl, text, [other])).toHaveLength(1);
  }, soon);
  expect(await ordersOf(target)).toEqual(before);
});

it('gives orders to the last of a row of merges, whichever is told of first', async () => {
  const [source = '', middle = '', last = ''] = await people(3);
  await act.place({ customerId: source });
  await act.place({ customerId: middle });
  const { change, eventOf, outbox } = orders.customers;
  change(source, { status: 'MERGED', mergedInto: middle });
  change(middle, { status: 'MERGED', mergedInto: last });
  await outbox.tell(eventOf(middle, 'customer.merged'));
  await outbox.tell(eventOf(source, 'customer.merged'));
  await moved(source, last, 2);
  expect(await ordersOf(middle)).toEqual([]);
});

it('redacts orders that come to a customer who is erased already', async () => {
  const [source = '', target = ''] = await people(2);
  const canary = 'Lkjhgfdsa';
  await act.place({ customerId: source, contact: { email: `${canary}@example.com` } });
  const { change, eventOf, outbox } = orders.customers;
  change(source, { status: 'MERGED', mergedInto: target });
  change(target, { status: 'ERASED' });
  await outbox.tell(eventOf(target, 'customer.erased', randomUUID()));
  await outbox.tell(eventOf(source, 'customer.merged'));
  await moved(source, target, 1);
  const text = 'SELECT contact_email, redacted_at FROM orders WHERE customer_id = $1';
  await vi.waitFor(async () => {
    const [row] = await sql(orders.databaseUrl, text, [target]);
    expect(row).toEqual({ contact_email: null, redacted_at: expect.any(Date) });
  }, soon);
});

it('leaves no order with the merged customer, however many are placed meanwhile', async () => {
  const [source = '', target = ''] = await people(2);
  await act.place({ customerId: source });
  const results: string[] = [];
  let merged = false;
  const place = async () => {
    while (!merged) {
      const input = { ...anOrder, customerId: source };
      const { __typename } = await act.send('placeOrder', { input });
      results.push(__typename);
      if (__typename === 'CustomerNotActiveError') merged = true;
    }
  };
  const placing = Promise.all([1, 2, 3, 4].map(place));
  await vi.waitFor(() => expect(results.length).toBeGreaterThan(8), soon);
  await merge(source, target);
  await placing;
  const placed = results.filter((result) => result === 'PlacedOrder').length;
  expect(new Set(results)).toEqual(new Set(['PlacedOrder', 'CustomerNotActiveError']));
  expect(await ordersOf(source)).toEqual([]);
  expect(await ordersOf(target)).toHaveLength(placed + 1);
}, 60_000);
