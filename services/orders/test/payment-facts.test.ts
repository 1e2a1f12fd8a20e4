import { newId } from '@customer-graph/subgraph';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actions, eur, type Result } from './actions.ts';
import { allowed, shown, spent, step, type Model, type Step } from './payment-model.ts';
import { startOrders, type OrdersUnderTest } from './start.ts';

let orders: OrdersUnderTest;
let act: ReturnType<typeof actions>;
beforeAll(async () => {
  orders = await startOrders();
  act = actions(orders);
});
afterAll(() => orders.stop());

const amount = fc.constantFrom(1, 20, 50, 80, 100, 120);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('pay' as const), amount }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('refund' as const), amount }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'cancel' as const }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('move' as const),
        to: fc.constantFrom('PROCESSING', 'SHIPPED', 'DELIVERED', 'REFUNDED'),
      }),
    },
  ),
  { minLength: 1, maxLength: 12 },
);

function send(id: string, next: Step): Promise<Result> {
  if (next.kind === 'cancel') return act.send('cancelOrder', { id, reason: 'why not' });
  if (next.kind === 'move') return act.send('transitionOrder', { id, to: next.to });
  const variables = { orderId: id, amount: eur(next.amount), reference: newId() };
  return next.kind === 'pay'
    ? act.send('recordPayment', variables)
    : act.send('recordRefund', { ...variables, reason: 'why not' });
}

const linesOf = (price: number) => [{ name: 'Tea', quantity: 1, unitPrice: eur(price) }];

async function spentBy(id: string): Promise<number> {
  const { data } = await orders.query<{
    _entities: { orderMetrics: { byCurrency: { totalSpent: { amountMinor: number } }[] } }[];
  }>(
    `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Customer {
      orderMetrics { byCurrency { totalSpent { amountMinor } } } } } }`,
    {
      variables: { representations: [{ __typename: 'Customer', id }] },
      authorization: orders.staff,
    },
  );
  return data._entities[0]?.orderMetrics.byCurrency[0]?.totalSpent.amountMinor ?? 0;
}

it('keeps money and status as an independent model does, whatever comes in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(0, 100), steps, async (total, sequence) => {
      const customer = await orders.addCustomer();
      const { id } = await act.place({ customerId: customer.id, lines: linesOf(total) });
      const model: Model = { total, status: 'PENDING', entries: [] };
      for (const next of sequence) {
        const result = await send(id, next);
        expect(result.__typename).toBe(step(model, next));
        if (!result.order) continue;
        expect(result.order).toMatchObject(shown(model));
        expect(result.order.availableTransitions.toSorted()).toEqual(allowed(model).toSorted());
      }
      expect(await spentBy(customer.id)).toBe(spent(model));
    }),
    { numRuns: 60 },
  );
}, 240_000);

describe('an order', () => {
  it('stays open when a deposit is given back, and again, before the rest is paid', async () => {
    const { id } = await act.place({ lines: linesOf(100) });
    await act.move(id, 'PROCESSING');
    for (const deposit of [20, 60, 60]) {
      await act.pay(id, deposit);
      expect(await act.refund(id, deposit)).toMatchObject({ status: 'PROCESSING' });
    }
    expect(await act.pay(id, 100)).toMatchObject({ paymentStatus: 'PAID' });
    await act.move(id, 'SHIPPED');
  });

  it('is REFUNDED by staff who say so, once nothing that was paid is left', async () => {
    const { id } = await act.place({ lines: linesOf(100) });
    await act.move(id, 'PROCESSING');
    await act.pay(id, 20);
    await act.refund(id, 20);
    await act.move(id, 'REFUNDED');
  });

  it.each(['CANCELLED', 'REFUNDED'])(
    'that is %s takes money that comes late, to give it back',
    async (over) => {
      const { id } = await act.place({ lines: linesOf(100) });
      await act.move(id, 'PROCESSING');
      if (over === 'CANCELLED') await act.send('cancelOrder', { id, reason: 'sold out' });
      else {
        await act.pay(id, 100);
        await act.refund(id, 100);
      }
      expect(await act.pay(id, 100)).toMatchObject({
        status: over,
        overpaidTotal: { amountMinor: 100 },
      });
      expect(await act.refund(id, 100)).toMatchObject({
        status: over,
        overpaidTotal: { amountMinor: 0 },
      });
    },
  );

  it('that was paid twice is found by what it was paid too much, until that is given back', async () => {
    const { id } = await act.place({ lines: linesOf(100) });
    await act.pay(id, 100);
    const found = async (overpaid: boolean) => {
      const { data } = await orders.query<{ orders: { edges: { node: { id: string } }[] } }>(
        'query ($overpaid: Boolean) { orders(first: 100, filter: { overpaid: $overpaid }) { edges { node { id } } } }',
        { variables: { overpaid }, authorization: orders.staff },
      );
      return data.orders.edges.some(({ node }) => node.id === id);
    };
    expect([await found(true), await found(false)]).toEqual([false, true]);
    await act.pay(id, 100);
    expect([await found(true), await found(false)]).toEqual([true, false]);
    expect(await act.refund(id, 100)).toMatchObject({ status: 'PENDING', paymentStatus: 'PAID' });
    expect(await found(true)).toBe(false);
  });
});

describe('payments and refunds', () => {
  const find = async (paymentReference: string) => {
    const { data } = await orders.query<{ orders: { edges: { node: { id: string } }[] } }>(
      `query ($paymentReference: String) {
        orders(filter: { paymentReference: $paymentReference }) { edges { node { id } } } }`,
      { variables: { paymentReference }, authorization: orders.staff },
    );
    return data.orders.edges.map(({ node }) => node.id);
  };

  it('are found by their reference, and by nothing less', async () => {
    const { id } = await act.place({ lines: linesOf(100) });
    const variables = { orderId: id, amount: eur(100), reason: 'late' };
    await act.send('recordPayment', { ...variables, reference: 'pi_4711' });
    await act.send('recordRefund', { ...variables, reference: 're_4711' });
    expect(await find(' pi_4711 ')).toEqual([id]);
    expect(await find('re_4711')).toEqual([id]);
    expect(await find('pi_47')).toEqual([]);
  });

  it('are read with amount, reference, reason, actor and time, by the customer without what is internal', async () => {
    const customer = await orders.addCustomer();
    const { id } = await act.place({ customerId: customer.id, lines: linesOf(100) });
    await act.send('recordPayment', { orderId: id, amount: eur(100), reference: 'pi_1' });
    await act.send('recordRefund', { orderId: id, amount: eur(30), reason: 'scratched' });
    const query = `query ($id: ID!) { order(id: $id) {
      payments { amount { amountMinor currency } reference by { kind id } at }
      refunds { amount { amountMinor } reason reference by { kind id } at }
      history { event amount { amountMinor } by { kind id } } } }`;
    const read = async (authorization: string) =>
      (await orders.query(query, { variables: { id }, authorization })).data;
    const at = expect.any(String) as string;
    const by = (id: string | null) => ({ kind: 'STAFF', id });
    const expected = (name: string | null, reason: string | null) => ({
      order: {
        payments: [{ amount: eur(100), reference: 'pi_1', by: by(name), at }],
        refunds: [{ amount: { amountMinor: 30 }, reason, reference: null, by: by(name), at }],
        history: [
          { event: 'PLACED', amount: null, by: by(name) },
          { event: 'PAYMENT_RECORDED', amount: { amountMinor: 100 }, by: by(name) },
          { event: 'REFUND_RECORDED', amount: { amountMinor: 30 }, by: by(name) },
        ],
      },
    });
    expect(await read(orders.staff)).toEqual(expected('sam', 'scratched'));
    expect(await read(customer.authorization)).toEqual(expected(null, null));
  });
});
