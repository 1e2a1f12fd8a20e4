import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { actions, anOrder, eur } from './actions.ts';
import { readFeed } from './feed.ts';
import { startOrders, type OrdersUnderTest } from './start.ts';

let orders: OrdersUnderTest;
let act: ReturnType<typeof actions>;
beforeAll(async () => {
  orders = await startOrders();
  act = actions(orders);
});
afterAll(() => orders.stop());

// A feed waits for every transaction that runs, be it another test's on the same server.
const soon = { timeout: 20_000, interval: 50 };
const eventsOf = async (id: string) =>
  (await readFeed(orders.url)).events.filter(({ subject }) => subject === id);
const told = async (id: string) =>
  (await eventsOf(id)).map(({ type, payload }) => [type, payload.version, payload.status]);
/** The events of an order that has come to a version. */
const eventsUpTo = (id: string, version: number) =>
  vi.waitFor(async () => {
    const events = await eventsOf(id);
    expect(events.at(-1)?.payload.version).toBe(version);
    return events;
  }, soon);

describe('the feed of orders', () => {
  it('tells each change of an order with the state that it led to', async () => {
    const { id: customerId } = await orders.addCustomer();
    const { id, orderNumber } = await act.place({ customerId });
    await act.move(id, 'PROCESSING');
    await act.pay(id, 1_000);
    await act.pay(id, 1_500);
    await act.refund(id, 500);
    await act.refund(id, 2_000);
    await eventsUpTo(id, 7);
    expect(await told(id)).toEqual([
      ['order.placed', 1, 'PENDING'],
      ['order.status_changed', 2, 'PROCESSING'],
      ['order.paid', 3, 'PROCESSING'],
      ['order.paid', 4, 'PROCESSING'],
      ['order.refunded', 5, 'PROCESSING'],
      ['order.refunded', 6, 'PROCESSING'],
      ['order.status_changed', 7, 'REFUNDED'],
    ]);
    const [first, , part, whole, , , last] = await eventsOf(id);
    expect(first).toMatchObject({ version: 1, storeId: 'demo' });
    expect(first?.payload).toEqual({
      customerId,
      orderNumber,
      status: 'PENDING',
      currency: 'EUR',
      version: 1,
      total: 2_500,
      goodsTotal: 2_500,
      shippingTotal: 0,
      taxTotal: 0,
      paidTotal: 0,
      refundedTotal: 0,
      returnedTotal: 0,
      fullyPaid: false,
      cancelled: false,
    });
    expect(part?.payload).toMatchObject({ paidTotal: 1_000, fullyPaid: false });
    expect(whole?.payload).toMatchObject({ paidTotal: 2_500, fullyPaid: true });
    expect(last?.payload).toMatchObject({ paidTotal: 2_500, refundedTotal: 2_500 });
  });

  it('tells of a cancellation, and that a guest order has got a customer', async () => {
    const email = 'told@example.com';
    const { id } = await act.place({ contact: { email } });
    const customer = await orders.addCustomer({ email });
    await orders.query('mutation { claimGuestOrders { __typename } }', customer);
    await act.send('cancelOrder', { id, reason: 'changed my mind' }, customer.authorization);
    const events = await eventsUpTo(id, 3);
    expect(events.map(({ type, payload }) => [type, payload.version, payload.customerId])).toEqual([
      ['order.placed', 1, null],
      ['order.status_changed', 2, customer.id],
      ['order.cancelled', 3, customer.id],
    ]);
    expect(events.at(-1)?.payload).toMatchObject({ status: 'CANCELLED', cancelled: true });
  });

  it('tells nothing of what is refused, repeated or only noted', async () => {
    const idempotencyKey = randomUUID();
    const { order } = await act.send('placeOrder', { input: anOrder, idempotencyKey });
    await act.send('placeOrder', { input: anOrder, idempotencyKey });
    const orderId = order?.id ?? '';
    await act.send('recordPayment', { orderId, amount: eur(0), reference: 'nothing' });
    await act.send('transitionOrder', { id: orderId, to: 'DELIVERED' });
    await act.send('addOrderNote', { orderId, text: 'a note', visibleToCustomer: true });
    await eventsUpTo((await act.place()).id, 1);
    expect(await told(orderId)).toEqual([['order.placed', 1, 'PENDING']]);
  });

  it('says what a total is made of: goods less discounts, shipping and tax', async () => {
    const lines = [{ name: 'Thing', quantity: 3, unitPrice: eur(1_000) }];
    const charges = { shippingTotal: eur(490), taxTotal: eur(600) };
    for (const [discount, goodsTotal] of [
      [500, 2_500],
      [3_200, 0],
    ] as const) {
      const { id } = await act.place({ lines, ...charges, discountTotal: eur(discount) });
      const [placed] = await eventsUpTo(id, 1);
      const parts = { goodsTotal, shippingTotal: 490, taxTotal: 600, total: 4_090 - discount };
      expect(placed?.payload).toMatchObject(parts);
    }
  });

  it('holds no personal data', async () => {
    const canary = 'Qwertzuiop';
    const address = { fullName: canary, line1: canary, city: canary, countryCode: 'DE' };
    const { id } = await act.place({
      contact: { email: `${canary}@example.com`, fullName: canary, phone: '+43 1 5324567' },
      shippingAddress: address,
      billingAddress: address,
    });
    await act.send('addOrderNote', { orderId: id, text: canary, visibleToCustomer: true });
    const reference = { amount: eur(100), reference: canary };
    await act.send('recordPayment', { orderId: id, ...reference });
    await act.send('recordRefund', { orderId: id, amount: eur(100), reason: canary });
    await act.send('cancelOrder', { id, reason: canary });
    const events = await eventsUpTo(id, 4);
    expect(events).toHaveLength(4);
    expect(JSON.stringify(events).toLowerCase()).not.toContain(canary.toLowerCase());
    expect(JSON.stringify(events)).not.toContain('5324567');
  });

  it('is given to none but processes that sign', async () => {
    expect((await fetch(`${orders.url}/events`)).status).toBe(403);
  });

  it('never skips an order whose transaction commits late', async () => {
    const { id } = await act.place();
    const after = (await eventsUpTo(id, 1)).at(-1)?.cursor;
    const slow = new pg.Client({ connectionString: orders.databaseUrl });
    await slow.connect();
    await slow.query('BEGIN');
    await slow.query(
      `INSERT INTO outbox_events (event_id, type, version, store_id, subject, payload)
       VALUES (gen_random_uuid(), 'order.placed', 1, 'demo', 'slow', '{}')`,
    );
    await act.pay(id, 100);
    expect((await readFeed(orders.url, after)).events).toEqual([]);
    await slow.query('COMMIT');
    await slow.end();
    await vi.waitFor(async () => {
      const late = (await readFeed(orders.url, after)).events.map(({ subject }) => subject);
      expect(late).toEqual(['slow', id]);
    }, soon);
  });
});
