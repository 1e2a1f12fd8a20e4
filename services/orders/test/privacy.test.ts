import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { actions, anOrder, eur } from './actions.ts';
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

/** All that the database holds, as text. */
async function dump(): Promise<string> {
  const tables = await sql<{ name: string }>(
    orders.databaseUrl,
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'graphile_worker')`,
  );
  const texts = await Promise.all(
    tables.map(({ name }) =>
      sql<{ text: string | null }>(
        orders.databaseUrl,
        `SELECT string_agg(t::text, E'\\n') AS text FROM ${name} t`,
      ),
    ),
  );
  return texts.map(([row]) => row?.text ?? '').join('\n');
}

/** A customer with two orders that have ended, and the canary wherever people can write. */
async function canaryCustomer(canary: string) {
  const customer = await orders.addCustomer();
  const address = {
    fullName: canary,
    company: canary,
    line1: canary,
    line2: canary,
    city: canary,
    region: 'BY',
    postalCode: '81667',
    countryCode: 'DE',
  };
  const { send } = act;
  const input = {
    customerId: customer.id,
    contact: {
      email: `${canary.replace(' ', '.')}@example.com`,
      fullName: `${canary} B`,
      phone: '+4915112345678',
    },
    shippingAddress: address,
    billingAddress: address,
    lines: [{ name: 'Tea', quantity: 2, unitPrice: eur(1_250) }],
  };
  const placing = { input, idempotencyKey: `${canary} ${randomUUID()}` };
  const { order: paid } = await send('placeOrder', placing);
  const { order: cancelled } = await send('placeOrder', {
    input,
    idempotencyKey: `${canary} ${randomUUID()}`,
  });
  const orderId = paid?.id ?? '';
  await act.pay(orderId, 2_500);
  await send('recordRefund', { orderId, amount: eur(500), reason: `${canary} sent it back` });
  await send('addOrderNote', { orderId, text: `${canary} called`, visibleToCustomer: true });
  await send('addOrderNote', { orderId, text: `${canary} is odd`, visibleToCustomer: false });
  await send(
    'cancelOrder',
    { id: cancelled?.id, reason: `I am ${canary}`, idempotencyKey: `${canary} ${randomUUID()}` },
    customer.authorization,
  );
  await act.move(orderId, 'PROCESSING', 'SHIPPED', 'DELIVERED');
  return { ...customer, orderId, placing };
}

const figures = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Customer {
  orderCount orderMetrics { totalOrders cancelledOrders firstOrderAt lastOrderAt
    byCurrency { currency orders totalSpent { amountMinor } avgOrderValue { amountMinor } } }
  orders { edges { node { id orderNumber total { amountMinor } paidTotal { amountMinor } refundedTotal { amountMinor }
    lines { name quantity } } } } } } }`;
const figuresOf = async (id: string) => {
  const representations = [{ __typename: 'Customer', id }];
  const answer = await orders.query(figures, {
    variables: { representations },
    authorization: orders.staff,
  });
  expect(answer.errors).toBeUndefined();
  return answer.data;
};
const receiptOf = (requestId: string) =>
  vi.waitFor(() => {
    const receipt = orders.customers.receipts.find(({ id }) => id === requestId);
    expect(receipt).toBeDefined();
    return receipt;
  }, soon);

it('forgets who an erased customer was, and keeps what was ordered and paid', async () => {
  const canary = 'Zyxwvutsrq';
  const { id, orderId } = await canaryCustomer(canary);
  const bystander = await act.place({ contact: { email: 'bystander@example.com' } });
  const before = await figuresOf(id);
  expect((await dump()).toLowerCase()).toContain(canary.toLowerCase());
  const requestId = randomUUID();
  await orders.customers.tell(id, 'customer.erased', { status: 'ERASED', email: null }, requestId);
  expect(await receiptOf(requestId)).toEqual({
    id: requestId,
    module: 'orders',
    detail: '2 orders redacted',
    document: null,
  });
  expect((await dump()).toLowerCase()).not.toContain(canary.toLowerCase());
  expect(await figuresOf(id)).toEqual(before);
  const { data } = await orders.query(
    `query ($id: ID!) { order(id: $id) { version customer { id } contact { email fullName phone redacted }
      shippingAddress { fullName company line1 line2 city region postalCode countryCode redacted }
      history { type note } } }`,
    { variables: { id: orderId }, authorization: orders.staff },
  );
  expect(data).toEqual({
    order: {
      version: 7,
      customer: { id },
      contact: { email: null, fullName: null, phone: null, redacted: true },
      shippingAddress: {
        fullName: null,
        company: null,
        line1: null,
        line2: null,
        city: null,
        region: 'BY',
        postalCode: '81',
        countryCode: 'DE',
        redacted: true,
      },
      history: [
        ...['PLACED', 'PAYMENT_RECORDED', 'REFUND_RECORDED', 'NOTE_ADDED', 'NOTE_ADDED'],
        ...['STATUS_CHANGED', 'STATUS_CHANGED', 'STATUS_CHANGED'],
      ].map((type) => ({ type, note: null })),
    },
  });
  const text = `SELECT contact_email FROM orders WHERE id = $1`;
  expect(await sql(orders.databaseUrl, text, [bystander.id])).toEqual([
    { contact_email: 'bystander@example.com' },
  ]);
});

it('answers an erasure again when it is told again, without touching the orders', async () => {
  const { id } = await canaryCustomer('Told twice');
  const requestId = randomUUID();
  await orders.customers.tell(id, 'customer.erased', { status: 'ERASED' }, requestId);
  await receiptOf(requestId);
  const rows = () =>
    sql(orders.databaseUrl, 'SELECT id, version, redacted_at FROM orders WHERE customer_id = $1', [
      id,
    ]);
  const before = await rows();
  await orders.customers.outbox.tell(orders.customers.eventOf(id, 'customer.erased', requestId));
  await vi.waitFor(() => {
    const details = orders.customers.receipts.filter((receipt) => receipt.id === requestId);
    expect(details.map(({ detail }) => detail)).toEqual(['2 orders redacted', '2 orders redacted']);
  }, soon);
  expect(await rows()).toEqual(before);
});

it('refuses orders for an erased customer, also those asked for again by key', async () => {
  const { id, placing } = await canaryCustomer('Placed twice');
  const requestId = randomUUID();
  await orders.customers.tell(id, 'customer.erased', { status: 'ERASED' }, requestId);
  await receiptOf(requestId);
  const again = await act.send('placeOrder', placing);
  expect(again.__typename).toBe('CustomerNotActiveError');
});

it('places no second order for a key whose order was claimed and then redacted', async () => {
  const email = `${randomUUID()}@example.com`;
  const placing = { input: { ...anOrder, contact: { email } }, idempotencyKey: randomUUID() };
  const { order } = await act.send('placeOrder', placing);
  const { id, authorization } = await orders.addCustomer({ email });
  await orders.query('mutation { claimGuestOrders { __typename } }', { authorization });
  const requestId = randomUUID();
  await orders.customers.tell(id, 'customer.erased', { status: 'ERASED', email: null }, requestId);
  expect(await receiptOf(requestId)).toMatchObject({ detail: '1 order redacted' });
  const again = await act.send('placeOrder', placing);
  expect(again).toMatchObject({ order: { id: order?.id, customer: { id } }, accessToken: null });
});

it('hands out what a customer may know of its orders, and nothing of the store', async () => {
  const canary = 'Exporter';
  const { id, orderId } = await canaryCustomer(canary);
  const requestId = randomUUID();
  orders.customers.takeReceipts(false);
  await orders.customers.tell(id, 'customer.export_requested', { version: 1 }, requestId);
  const waiting = 'SELECT 1 FROM privacy_receipts WHERE request_id = $1';
  await vi.waitFor(
    async () => expect(await sql(orders.databaseUrl, waiting, [requestId])).toHaveLength(1),
    soon,
  );
  orders.customers.takeReceipts(true);
  const receipt = await receiptOf(requestId);
  expect(receipt).toMatchObject({ module: 'orders', detail: '2 orders' });
  const document: unknown = JSON.parse(receipt?.document ?? '');
  const shipped = { fullName: canary, city: canary, postalCode: '81667', countryCode: 'DE' };
  expect(document).toMatchObject({
    orders: [
      {
        id: orderId,
        status: 'DELIVERED',
        contact: { email: `${canary.toLowerCase()}@example.com`, fullName: `${canary} B` },
        shippingAddress: shipped,
        billingAddress: shipped,
        total: { amountMinor: 2_500, currency: 'EUR', fractionDigits: 2 },
        lines: [{ name: 'Tea', quantity: 2, unitPrice: { amountMinor: 1_250 } }],
        payments: [{ amount: { amountMinor: 2_500 }, reference: expect.any(String) }],
        refunds: [{ amount: { amountMinor: 500 } }],
        history: [
          { type: 'PLACED', actor: 'staff', note: null },
          { type: 'PAYMENT_RECORDED', note: null },
          { type: 'REFUND_RECORDED', note: null },
          { type: 'NOTE_ADDED', note: `${canary} called` },
          ...['PROCESSING', 'SHIPPED', 'DELIVERED'].map((to) => ({ type: 'STATUS_CHANGED', to })),
        ],
      },
      {
        status: 'CANCELLED',
        payments: [],
        history: [
          { type: 'PLACED' },
          { type: 'CANCELLED', actor: `customer:${id}`, note: `I am ${canary}` },
        ],
      },
    ],
  });
  expect(receipt?.document).not.toContain('is odd');
  expect(receipt?.document).not.toContain('staff:sam');
  await vi.waitFor(
    async () => expect(await sql(orders.databaseUrl, waiting, [requestId])).toEqual([]),
    soon,
  );
});
