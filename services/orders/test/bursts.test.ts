import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { actions, anOrder, eur } from './actions.ts';
import { startOrders, type OrdersUnderTest } from './start.ts';

let orders: OrdersUnderTest;
let act: ReturnType<typeof actions>;
beforeAll(async () => {
  orders = await startOrders();
  act = actions(orders);
});
afterAll(() => orders.stop());

const burst = 300;

/** Starts many calls at once, and one of somebody else behind them. @returns how many were done before that one */
async function overtaken(
  many: (index: number) => Promise<unknown>,
  other: () => Promise<unknown>,
): Promise<number> {
  let done = 0;
  const running = Array.from({ length: burst }, (_none, index) =>
    many(index).finally(() => (done += 1)),
  );
  await other();
  const before = done;
  await Promise.all(running);
  return before;
}

it('places the order of one customer before the rest of a burst of another one', async () => {
  const [ada, bob] = await Promise.all([orders.addCustomer(), orders.addCustomer()]);
  for (const { id } of [ada, bob]) await act.place({ customerId: id });
  const place = (customerId: string) => () => act.place({ customerId });
  expect(await overtaken(place(ada.id), place(bob.id))).toBeLessThan(burst / 2);
}, 120_000);

it('cancels and pays other orders while hundreds change one order', async () => {
  const bob = await orders.addCustomer();
  const { id: busy } = await act.place();
  const { id } = await act.place({ customerId: bob.id });
  const pay = () =>
    act.send('recordPayment', { orderId: busy, amount: eur(1), reference: randomUUID() });
  const cancel = () => act.send('cancelOrder', { id, reason: 'why not' }, bob.authorization);
  expect(await overtaken(pay, cancel)).toBeLessThan(burst / 2);
}, 120_000);

it('reads orders while hundreds wait for the numbers of a store', async () => {
  const { id } = await act.place();
  const place = (index: number) =>
    act.send('placeOrder', { input: { ...anOrder, contact: { email: `g${index}@example.com` } } });
  const read = () =>
    orders.query('query ($id: ID!) { order(id: $id) { id history { event } } }', {
      variables: { id },
      authorization: orders.staff,
    });
  expect(await overtaken(place, read)).toBeLessThan(burst / 2);
}, 120_000);
