import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { actions, anOrder, eur, type Result } from './actions.ts';
import { startOrders, type OrdersUnderTest } from './start.ts';

let orders: OrdersUnderTest;
let act: ReturnType<typeof actions>;
beforeAll(async () => {
  orders = await startOrders();
  act = actions(orders);
});
afterAll(() => orders.stop());

const times = <Value>(count: number, run: (index: number) => Promise<Value>) =>
  Promise.all(Array.from({ length: count }, (_none, index) => run(index)));
/** Sends as a client should: told to try again, it does so with the same key. */
async function patiently(name: Parameters<typeof act.send>[0], variables: object): Promise<Result> {
  const withKey = { idempotencyKey: randomUUID(), ...variables };
  for (let tries = 0; tries < 20; tries += 1) {
    try {
      return await act.send(name, withKey);
    } catch (error) {
      if (!String(error).includes('SERVICE_UNAVAILABLE')) throw error;
    }
  }
  throw new Error('never answered');
}
const kinds = (results: Result[]) =>
  Object.fromEntries(
    [...new Set(results.map(({ __typename }) => __typename))].map((kind) => [
      kind,
      results.filter(({ __typename }) => __typename === kind).length,
    ]),
  );

it('never refunds more than was paid, however many refund at the same time', async () => {
  const { id: orderId } = await act.place();
  await act.pay(orderId, 2_500);
  const results = await times(50, () =>
    patiently('recordRefund', { orderId, amount: eur(100), reason: 'haste' }),
  );
  expect(kinds(results)).toEqual({ OrderPayload: 25, RefundTooLargeError: 25 });
}, 60_000);

it('lets only one of two refunds through that together exceed the payment', async () => {
  const { id: orderId } = await act.place();
  await act.pay(orderId, 2_500);
  const results = await times(2, () =>
    patiently('recordRefund', { orderId, amount: eur(1_300), reason: 'haste' }),
  );
  expect(kinds(results)).toEqual({ OrderPayload: 1, RefundTooLargeError: 1 });
}, 60_000);

it('counts each of many payments that come at the same time, and shows what is too much', async () => {
  const { id: orderId } = await act.place();
  const results = await times(10, () =>
    patiently('recordPayment', { orderId, amount: eur(1_000), reference: randomUUID() }),
  );
  expect(kinds(results)).toEqual({ OrderPayload: 10 });
  const { order } = await patiently('addOrderNote', {
    orderId,
    text: 'x',
    visibleToCustomer: false,
  });
  expect(order).toMatchObject({ overpaidTotal: { amountMinor: 7_500 } });
}, 60_000);

it('places one order for a thousand calls with one key and answers all of them alike', async () => {
  const variables = { input: anOrder, idempotencyKey: 'checkout 4711' };
  const results = await times(1_000, () => patiently('placeOrder', variables));
  const [first] = results;
  expect(first?.__typename).toBe('PlacedOrder');
  expect(new Set(results.map((result) => JSON.stringify(result)))).toHaveLength(1);
}, 60_000);

it('numbers two hundred orders placed at once without a gap', async () => {
  const placed = await times(200, () => patiently('placeOrder', { input: anOrder }));
  const numbers = placed
    .map(({ order }) => Number(order?.orderNumber.slice(2)))
    .sort((a, b) => a - b);
  expect(numbers).toEqual(numbers.map((_none, index) => (numbers[0] ?? 0) + index));
}, 60_000);
