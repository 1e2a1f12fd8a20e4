import { afterAll, beforeAll, expect, it } from 'vitest';
import { actions, eur } from './actions.ts';
import { startOrders, type OrdersUnderTest } from './start.ts';

let orders: OrdersUnderTest;
let act: ReturnType<typeof actions>;
beforeAll(async () => {
  orders = await startOrders();
  act = actions(orders);
});
afterAll(() => orders.stop());

const metrics = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on Customer {
    orderCount recentOrders { id } orders { totalCount edges { node { id status } } }
    orderMetrics { totalOrders cancelledOrders byCurrency { currency orders totalSpent { amountMinor }
      avgOrderValue { amountMinor } } } } } }`;

it('takes an order through its life while the figures of its customer follow', async () => {
  const ada = await orders.addCustomer();
  const figures = async () => {
    const representations = [{ __typename: 'Customer', id: ada.id }];
    const variables = { representations };
    const answer = await orders.query<{ _entities: unknown[] }>(metrics, {
      variables,
      authorization: ada.authorization,
    });
    expect(answer.errors).toBeUndefined();
    return answer.data._entities[0];
  };
  const spent = (amountMinor: number, average: number | null) => ({
    orderMetrics: {
      totalOrders: 1,
      byCurrency: [
        {
          currency: 'EUR',
          orders: 1,
          totalSpent: { amountMinor },
          avgOrderValue: average === null ? null : { amountMinor: average },
        },
      ],
    },
  });
  expect(await figures()).toMatchObject({ orderCount: 0, orderMetrics: { byCurrency: [] } });
  const { id } = await act.place({ customerId: ada.id });
  expect(await figures()).toMatchObject({
    orderCount: 1,
    recentOrders: [{ id }],
    ...spent(0, null),
  });
  await act.pay(id, 2_500);
  expect(await figures()).toMatchObject(spent(2_500, 2_500));
  await act.move(id, 'PROCESSING', 'SHIPPED', 'DELIVERED');
  expect(await act.refund(id, 500)).toMatchObject({
    status: 'DELIVERED',
    paymentStatus: 'PARTIALLY_REFUNDED',
    netTotal: { amountMinor: 2_000 },
  });
  expect(await figures()).toMatchObject(spent(2_000, 2_000));
  const refunded = await act.refund(id, 2_000);
  expect(refunded).toMatchObject({ status: 'REFUNDED', availableTransitions: [] });
  expect(await figures()).toMatchObject(spent(0, 0));
  expect(refunded.history.map(({ type }) => type)).toEqual([
    'PLACED',
    'PAYMENT_RECORDED',
    'STATUS_CHANGED',
    'STATUS_CHANGED',
    'STATUS_CHANGED',
    'REFUND_RECORDED',
    'REFUND_RECORDED',
    'STATUS_CHANGED',
  ]);
});

it('counts the goods that refunds are for, never more than were ordered', async () => {
  const { id: orderId, lines } = await act.place();
  await act.pay(orderId, 2_500);
  const lineId = lines[0]?.id;
  const refund = (quantity: number) =>
    act.send('recordRefund', {
      orderId,
      amount: eur(100),
      reason: 'broken',
      lines: [{ lineId, quantity }],
    });
  expect((await refund(1)).order?.lines[0]?.refundedQuantity).toBe(1);
  expect(await refund(2)).toMatchObject({
    __typename: 'InvalidInputError',
    fieldErrors: [{ path: ['lines', '0'], code: 'NOT_REFUNDABLE' }],
  });
  expect((await refund(1)).order).toMatchObject({ refundedTotal: { amountMinor: 200 } });
});
