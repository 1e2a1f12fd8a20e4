import fc from 'fast-check';
import { newId } from '@customer-graph/subgraph';
import { statementCounts } from '@customer-graph/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actions, anOrder } from './actions.ts';
import { recount, type Figures } from './recount.ts';
import { sql } from './rows.ts';
import { startOrders, type OrdersUnderTest } from './start.ts';

let orders: OrdersUnderTest;
let act: ReturnType<typeof actions>;
beforeAll(async () => {
  orders = await startOrders();
  act = actions(orders);
});
afterAll(() => orders.stop());

const figures = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Customer {
  orderMetrics { totalOrders cancelledOrders firstOrderAt lastOrderAt computedAt
    byCurrency { currency orders totalSpent { amountMinor currency } avgOrderValue { amountMinor } }
    values { __typename key label category ... on CountMetric { count } ... on MoneyMetric { money { amountMinor } }
      ... on DateTimeMetric { at } } } } } }`;

interface Answer {
  _entities: { orderMetrics: Figures & { computedAt: string; values: { key: string }[] } }[];
}
async function figuresOf(ids: string[]) {
  const representations = ids.map((id) => ({ __typename: 'Customer', id }));
  const authorization = orders.staff;
  const { data, errors } = await orders.query<Answer>(figures, {
    variables: { representations },
    authorization,
  });
  expect(errors).toBeUndefined();
  return data._entities.map(({ orderMetrics }) => orderMetrics);
}

type Step =
  | { kind: 'place'; customer: number; currency: string; price: number }
  | { kind: 'pay' | 'refund'; order: number; percent: number }
  | { kind: 'cancel' | 'process'; order: number };

const order = fc.nat(5);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('place' as const),
    customer: fc.nat(1),
    currency: fc.constantFrom('EUR', 'JPY'),
    price: fc.oneof(fc.nat(9), fc.nat(1_000_000)),
  }),
  fc.record({
    kind: fc.constantFrom('pay' as const, 'refund' as const),
    order,
    percent: fc.constantFrom(1, 33, 50, 100),
  }),
  fc.record({ kind: fc.constantFrom('cancel' as const, 'process' as const), order }),
);

/** Does what the steps say; those that the rules refuse change nothing. */
async function live(customerIds: string[], steps: readonly Step[]): Promise<void> {
  const placed: { id: string; currency: string; price: number }[] = [];
  for (const next of steps) {
    if (next.kind === 'place') {
      const { currency, price } = next;
      const lines = [{ name: 'Tea', quantity: 1, unitPrice: { amountMinor: price, currency } }];
      const customerId = customerIds[next.customer];
      const { order } = await act.send('placeOrder', { input: { ...anOrder, lines, customerId } });
      if (order) placed.push({ id: order.id, currency, price });
      continue;
    }
    const target = placed[next.order % Math.max(1, placed.length)];
    if (!target) continue;
    const { id, currency, price } = target;
    if (next.kind === 'cancel') await act.send('cancelOrder', { id, reason: 'why not' });
    if (next.kind === 'process') await act.send('transitionOrder', { id, to: 'PROCESSING' });
    if ('percent' in next) {
      const amount = { amountMinor: Math.ceil((price * next.percent) / 100), currency };
      const name = next.kind === 'pay' ? 'recordPayment' : 'recordRefund';
      await act.send(name, { orderId: id, amount, reason: 'why not', reference: newId() });
    }
  }
}

describe('the figures of customers', () => {
  it('equal a naive recount of the rows, whatever has happened', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
        const customers = await Promise.all([orders.addCustomer(), orders.addCustomer()]);
        const ids = customers.map(({ id }) => id);
        await live(ids, steps);
        const told = await figuresOf(ids);
        const counted = await recount(orders.databaseUrl, ids);
        expect(told).toMatchObject(counted);
      }),
      { numRuns: 30 },
    );
  }, 60_000);

  it('are told as generic values too', async () => {
    const { id } = await orders.addCustomer();
    await live(
      [id, id],
      [
        { kind: 'place', customer: 0, currency: 'JPY', price: 7 },
        { kind: 'pay', order: 0, percent: 100 },
        { kind: 'place', customer: 0, currency: 'EUR', price: 5 },
      ],
    );
    const [metrics] = await figuresOf([id]);
    expect(metrics?.values).toMatchObject([
      { __typename: 'CountMetric', key: 'orders.total_orders', count: 2, category: 'orders' },
      { __typename: 'MoneyMetric', key: 'orders.total_spent.EUR', money: { amountMinor: 0 } },
      { __typename: 'MoneyMetric', key: 'orders.total_spent.JPY', money: { amountMinor: 7 } },
      { __typename: 'MoneyMetric', key: 'orders.avg_order_value.JPY', money: { amountMinor: 7 } },
      { __typename: 'DateTimeMetric', key: 'orders.first_order_date', at: metrics?.firstOrderAt },
      { __typename: 'DateTimeMetric', key: 'orders.last_order_date', at: metrics?.lastOrderAt },
    ]);
    expect(Date.parse(metrics?.computedAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
  });

  it('of one in another store, or of nobody, are those of someone without orders', async () => {
    const { id, authorization } = await orders.addCustomer();
    await act.place({ customerId: id });
    const elsewhere = await orders.authorize({
      kind: 'staff',
      storeId: 'acme',
      permissions: ['orders:read'],
    });
    const variables = { representations: [{ __typename: 'Customer', id }] };
    const own = await orders.query<Answer>(figures, { variables, authorization });
    expect(own.data._entities[0]?.orderMetrics.totalOrders).toBe(1);
    const { data } = await orders.query<Answer>(figures, { variables, authorization: elsewhere });
    expect(data._entities[0]?.orderMetrics).toMatchObject({ totalOrders: 0, byCurrency: [] });
  });

  it('miss no more than the sum that exceeds 2^53-1, with an error that says so', async () => {
    const { id } = await orders.addCustomer();
    const price = Number.MAX_SAFE_INTEGER;
    const placing = { kind: 'place', customer: 0, currency: 'EUR', price } as const;
    const steps = [0, 1].map((order): Step => ({ kind: 'pay', order, percent: 100 }));
    await live([id, id], [placing, placing, ...steps]);
    await live([id], [{ kind: 'place', customer: 0, currency: 'JPY', price: 7 }]);
    const other = await orders.addCustomer();
    await act.place({ customerId: other.id });
    const representations = [id, other.id].map((each) => ({ __typename: 'Customer', id: each }));
    const variables = { representations };
    const { data, errors } = await orders.query<Answer>(figures, {
      variables,
      authorization: orders.staff,
    });
    expect(data._entities[0]?.orderMetrics).toMatchObject({
      totalOrders: 3,
      byCurrency: [
        { currency: 'EUR', orders: 2, totalSpent: null, avgOrderValue: { amountMinor: price } },
        { currency: 'JPY', orders: 1, totalSpent: { amountMinor: 0 } },
      ],
    });
    expect(data._entities[0]?.orderMetrics.values.map(({ key }) => key)).not.toContain(
      'orders.total_spent.EUR',
    );
    expect(errors).toMatchObject([
      {
        message: 'The sum in EUR exceeds 2^53-1, the largest amount that can be returned.',
        path: ['_entities', 0, 'orderMetrics', 'byCurrency', 0, 'totalSpent'],
      },
    ]);
    expect(data._entities[1]?.orderMetrics).toMatchObject({ totalOrders: 1 });
  });
});

const everything = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Customer {
  orders(first: 3) { totalCount edges { node { id lines { name } history { type } shippingAddress { city } } } }
  shipped: orders(filter: { status: [SHIPPED] }) { totalCount }
  recentOrders { id lines { name } } orderCount
  orderMetrics { totalOrders byCurrency { totalSpent { amountMinor } } } } } }`;

it('asks the database once per field, however many customers a page shows', async () => {
  const customers = await Promise.all(Array.from({ length: 30 }, () => orders.addCustomer()));
  for (const { id } of customers) await act.place({ customerId: id });
  const ask = async (count: number) => {
    const representations = customers
      .slice(0, count)
      .map(({ id }) => ({ __typename: 'Customer', id }));
    const { data, errors } = await orders.query<{ _entities: { orderCount: number }[] }>(
      everything,
      {
        variables: { representations },
        authorization: orders.staff,
      },
    );
    expect(errors).toBeUndefined();
    expect(data._entities.map(({ orderCount }) => orderCount)).toEqual(Array(count).fill(1));
  };
  await sql(orders.databaseUrl, 'SELECT 1');
  await ask(30);
  const reads = async () =>
    // What the service does on its own clock, whatever is asked, does not count.
    [...(await statementCounts(orders.databaseUrl))].filter(([text]) => /FROM "?order/.test(text));
  const running = async (work: () => Promise<void>) => {
    const count = async () => (await reads()).reduce((sum, [, calls]) => sum + calls, 0);
    const before = await count();
    await work();
    return (await count()) - before;
  };
  const before = await reads();
  // orders, shipped, recentOrders, orderMetrics; counts of all and of shipped; lines of both lists, history, addresses
  expect(await running(() => ask(1))).toBe(9);
  expect(await running(() => ask(30))).toBe(9);
  expect(await reads()).toHaveLength(before.length);
});
