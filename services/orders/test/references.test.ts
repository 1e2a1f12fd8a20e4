import { newId } from '@customer-graph/subgraph';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { actions, anOrder } from './actions.ts';
import { sql } from './rows.ts';
import { startOrders, type OrdersUnderTest } from './start.ts';

let orders: OrdersUnderTest;
let act: ReturnType<typeof actions>;
let lonely: Awaited<ReturnType<OrdersUnderTest['startAnother']>>;
beforeAll(async () => {
  orders = await startOrders();
  act = actions(orders);
  // An instance that cannot ask, on the same database.
  lonely = await orders.startAnother({ CUSTOMERS_URL: 'http://127.0.0.1:1' });
});
afterAll(async () => {
  await lonely.stop();
  await orders.stop();
});

const soon = { timeout: 20_000, interval: 50 };
const placeFor = (customerId: string, through = act) =>
  through.send('placeOrder', { input: { ...anOrder, customerId } });
const alone = () => actions({ ...orders, ...lonely.as });
const statusOf = async (id: string) => {
  const text = 'SELECT status FROM customer_refs WHERE id = $1';
  return (await sql<{ status: string }>(orders.databaseUrl, text, [id]))[0]?.status;
};
/** Tells of a customer and waits until this service knows. */
async function tell(...told: Parameters<OrdersUnderTest['customers']['tell']>): Promise<void> {
  await orders.customers.tell(...told);
  const { status } = orders.customers.known.get(told[0]) ?? {};
  await vi.waitFor(async () => expect(await statusOf(told[0])).toBe(status), soon);
}

describe('an order for a customer', () => {
  it('is taken at once for one that nobody has told of yet, and asks only once', async () => {
    const { id } = await orders.addCustomer();
    const before = orders.customers.asked();
    expect((await placeFor(id)).__typename).toBe('PlacedOrder');
    expect((await placeFor(id)).__typename).toBe('PlacedOrder');
    expect(orders.customers.asked()).toBe(before + 1);
  });

  it('asks nobody about one that was told of', async () => {
    const { id } = await orders.addCustomer();
    await tell(id, 'customer.created');
    const before = orders.customers.asked();
    expect((await placeFor(id)).__typename).toBe('PlacedOrder');
    expect((await placeFor(id, alone())).__typename).toBe('PlacedOrder');
    expect(orders.customers.asked()).toBe(before);
  });

  it('is refused for one nobody knows while customers cannot be asked, without a trace', async () => {
    const id = newId();
    await expect(placeFor(id, alone())).rejects.toThrow('SERVICE_UNAVAILABLE');
    expect((await placeFor(id)).__typename).toBe('UnknownCustomerError');
    expect(await statusOf(id)).toBeUndefined();
  });

  it('is refused from a deactivation on, and taken again after', async () => {
    const { id } = await orders.addCustomer();
    expect((await placeFor(id)).__typename).toBe('PlacedOrder');
    await tell(id, 'customer.status_changed', { status: 'DEACTIVATED' });
    expect((await placeFor(id)).__typename).toBe('CustomerNotActiveError');
    await tell(id, 'customer.status_changed', { status: 'ACTIVE' });
    expect((await placeFor(id)).__typename).toBe('PlacedOrder');
  });

  it('is unknown to another store, whose staff learn nothing', async () => {
    const { id } = await orders.addCustomer();
    await tell(id, 'customer.created');
    const elsewhere = { kind: 'staff', storeId: 'acme', permissions: ['orders:write'] } as const;
    const input = { ...anOrder, customerId: id };
    const answer = await act.send('placeOrder', { input }, await orders.authorize(elsewhere));
    expect(answer.__typename).toBe('UnknownCustomerError');
    expect(await statusOf(id)).toBe('ACTIVE');
  });
});

it('goes by the version of a customer, whichever of two transactions is told of first', async () => {
  const { id } = await orders.addCustomer();
  const { customers } = orders;
  const slow = await customers.outbox.begin();
  const older = customers.eventOf(id, 'customer.created');
  customers.change(id, { status: 'DEACTIVATED' });
  // The slow one has begun first and so comes first, with what is younger.
  await slow.tell(customers.eventOf(id, 'customer.status_changed'));
  await customers.outbox.tell(older);
  const { id: last } = await orders.addCustomer();
  await customers.tell(last, 'customer.created');
  expect(await statusOf(id)).toBeUndefined();
  await slow.commit();
  await vi.waitFor(async () => expect(await statusOf(last)).toBe('ACTIVE'), soon);
  expect(await statusOf(id)).toBe('DEACTIVATED');
});

describe('an event that cannot be applied', () => {
  const payload = { status: 'ACTIVE', version: 1, mergedInto: null, requestId: null };
  const created = { type: 'customer.created', version: 1, storeId: 'demo', payload };
  const readiness = async (): Promise<unknown> => (await fetch(`${orders.url}/readyz`)).json();

  it('is put aside, visibly, and holds up nothing behind it', async () => {
    const { outbox } = orders.customers;
    const subject = newId();
    await outbox.tell({ ...created, subject, version: 2 });
    await outbox.tell({ ...created, subject, payload: { ...payload, status: 'FAMOUS' } });
    await outbox.tell({ ...created, subject: 'nobody' });
    await outbox.tell({ ...created, subject, storeId: 'elsewhere' });
    await outbox.tell({ ...created, subject, type: 'customer.sneezed', version: 9 });
    const { id } = await orders.addCustomer();
    await tell(id, 'customer.created');
    expect(await statusOf(subject)).toBeUndefined();
    await vi.waitFor(
      async () =>
        expect(await readiness()).toEqual({
          status: 'ready',
          feeds: [{ feed: 'customers', lagSeconds: 0, parked: 4 }],
        }),
      soon,
    );
    const text = 'SELECT reason FROM parked_events ORDER BY parked_at';
    const reasons = await sql<{ reason: string }>(orders.databaseUrl, text);
    expect(reasons.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('version'),
      expect.stringContaining('payload.status'),
      expect.stringContaining('subject'),
      'store elsewhere is not served here',
    ]);
  });
});

it('stays ready, and tells how far it is behind, while customers cannot be followed', async () => {
  await vi.waitFor(async () => {
    const answer = await fetch(`${lonely.as.url}/readyz`);
    expect(answer.status).toBe(200);
    const { feeds } = (await answer.json()) as { feeds: { lagSeconds: number }[] };
    expect(feeds[0]?.lagSeconds).toBeGreaterThan(0);
  }, soon);
});
