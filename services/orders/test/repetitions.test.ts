import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { actions, anOrder, eur } from './actions.ts';
import { countRows } from './rows.ts';
import { startOrders, type OrdersUnderTest } from './start.ts';

let orders: OrdersUnderTest;
let act: ReturnType<typeof actions>;
beforeAll(async () => {
  orders = await startOrders();
  act = actions(orders);
});
afterAll(() => orders.stop());

it.each([
  ['null for what was left out', { customerId: null, shippingAddress: null, total: null }],
  ['zero for a charge that was left out', { shippingTotal: eur(0), discountTotal: eur(0) }],
  ['the total that follows from the lines', { total: eur(2_500) }],
  ['spaces around a name', { lines: [{ ...anOrder.lines[0], name: ' Tea ' }] }],
])('places no second order for the same key with %s', async (_what, same) => {
  const idempotencyKey = randomUUID();
  const first = await act.send('placeOrder', { input: anOrder, idempotencyKey });
  const before = await countRows(orders.databaseUrl);
  const again = await act.send('placeOrder', { input: { ...anOrder, ...same }, idempotencyKey });
  expect(again).toEqual(first);
  expect(await countRows(orders.databaseUrl)).toEqual(before);
});

it('takes no lines and an empty list of lines of a refund for the same', async () => {
  const { id: orderId } = await act.place();
  await act.pay(orderId, 2_500);
  const variables = { orderId, amount: eur(100), reason: 'late', idempotencyKey: randomUUID() };
  const first = await act.send('recordRefund', variables);
  for (const more of [{ lines: [] }, { lines: null }, { reference: null }])
    expect(await act.send('recordRefund', { ...variables, ...more })).toEqual(first);
  expect((await act.send('recordRefund', { ...variables, amount: eur(101) })).__typename).toBe(
    'IdempotencyKeyReusedError',
  );
});

it('returns the same record as it is now, and does nothing again', async () => {
  const idempotencyKey = randomUUID();
  const first = await act.send('placeOrder', { input: anOrder, idempotencyKey });
  const id = first.order?.id ?? '';
  await act.move(id, 'PROCESSING');
  const again = await act.send('placeOrder', { input: anOrder, idempotencyKey });
  expect(again.order).toMatchObject({ id, status: 'PROCESSING' });
});

it('adds a note once per key, and each time without one', async () => {
  const { id: orderId } = await act.place();
  const document = `mutation ($orderId: ID!, $key: String) {
    addOrderNote(orderId: $orderId, text: "call back", idempotencyKey: $key) {
      ... on OrderPayload { order { history { event } } } } }`;
  const add = async (key?: string) => {
    const { data } = await orders.query<{ addOrderNote: { order: { history: unknown[] } } }>(
      document,
      { variables: { orderId, key }, authorization: orders.staff },
    );
    return data.addOrderNote.order.history.length;
  };
  expect([await add('once'), await add('once'), await add(), await add()]).toEqual([2, 2, 3, 4]);
});
