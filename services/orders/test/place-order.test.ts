import { randomUUID } from 'node:crypto';
import { newId } from '@customer-graph/subgraph';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { actions, anOrder, eur } from './actions.ts';
import { countRows, sql } from './rows.ts';
import { startOrders, type OrdersUnderTest } from './start.ts';

let orders: OrdersUnderTest;
let act: ReturnType<typeof actions>;
beforeAll(async () => {
  orders = await startOrders();
  act = actions(orders);
});
afterAll(() => orders.stop());

const line = { name: 'Tea', quantity: 1, unitPrice: eur(100) };
const place = (input: Record<string, unknown>, authorization?: string) =>
  act.send('placeOrder', { input: { ...anOrder, ...input } }, authorization);

/** Expects that a placement writes nothing at all. */
async function leavesNothing(run: () => Promise<unknown>): Promise<void> {
  const before = await countRows(orders.databaseUrl);
  await run();
  expect(await countRows(orders.databaseUrl)).toEqual(before);
}

it('adds up lines and charges', async () => {
  const order = await act.place({
    lines: [
      { sku: 'T-1', name: ' Green  tea ', quantity: 3, unitPrice: eur(333) },
      { name: 'Gift', quantity: 1, unitPrice: eur(0) },
    ],
    shippingTotal: eur(490),
    taxTotal: eur(190),
    discountTotal: eur(79),
    total: eur(1_600),
  });
  expect(order).toMatchObject({
    status: 'PENDING',
    paymentStatus: 'UNPAID',
    total: { amountMinor: 1_600, currency: 'EUR', fractionDigits: 2 },
    lines: [
      { sku: 'T-1', name: 'Green tea', total: { amountMinor: 999 } },
      { sku: null, name: 'Gift', total: { amountMinor: 0 } },
    ],
    history: [{ type: 'PLACED', to: 'PENDING', actor: 'staff:sam' }],
  });
});

it('takes five hundred lines', async () => {
  const { lines } = await act.place({ lines: Array.from({ length: 500 }, () => line) });
  expect(lines).toHaveLength(500);
});

it('knows the digits of currencies that have no hundredths', async () => {
  const unitPrice = { amountMinor: 5_000, currency: 'JPY' };
  const { total } = await act.place({ lines: [{ ...line, unitPrice }] });
  expect(total).toEqual({ amountMinor: 5_000, currency: 'JPY', fractionDigits: 0 });
});

const tooLarge = Number.MAX_SAFE_INTEGER;
const usd = { amountMinor: 1, currency: 'USD' };
const at = (...path: string[]) => ({ path: ['input', ...path] });
describe.each([
  ['no line', { lines: [] }, [at('lines')]],
  ['501 lines', { lines: Array.from({ length: 501 }, () => line) }, [at('lines')]],
  [
    'quantities of zero and below',
    { lines: [0, -1].map((quantity) => ({ ...line, quantity })) },
    [at('lines', '0', 'quantity'), at('lines', '1', 'quantity')],
  ],
  [
    'a negative price',
    { lines: [{ ...line, unitPrice: eur(-1) }] },
    [at('lines', '0', 'unitPrice', 'amountMinor')],
  ],
  [
    'a line above 2^53-1',
    { lines: [{ ...line, quantity: 2, unitPrice: eur(tooLarge) }] },
    [{ ...at('lines'), code: 'OVERFLOW' }],
  ],
  [
    'lines above 2^53-1 together',
    { lines: [{ ...line, unitPrice: eur(tooLarge) }, line] },
    [{ ...at('lines'), code: 'OVERFLOW' }],
  ],
  [
    'charges that lead above 2^53-1',
    { lines: [{ ...line, unitPrice: eur(tooLarge) }], taxTotal: eur(1) },
    [{ ...at('lines'), code: 'OVERFLOW' }],
  ],
  [
    'several currencies',
    { lines: [line, { ...line, unitPrice: usd }], shippingTotal: usd, total: eur(200) },
    [
      { ...at('lines', '1', 'unitPrice', 'currency'), code: 'CURRENCY_MISMATCH' },
      { ...at('shippingTotal', 'currency'), code: 'CURRENCY_MISMATCH' },
    ],
  ],
  [
    'a currency in lower case',
    { lines: [{ ...line, unitPrice: { amountMinor: 1, currency: 'eur' } }] },
    [at('lines', '0', 'unitPrice', 'currency')],
  ],
  ['a discount above all the rest', { discountTotal: eur(2_501) }, [at('discountTotal')]],
  ['another total than it adds up to', { total: eur(2_499) }, [{ code: 'TOTAL_MISMATCH' }]],
  [
    'several wrong fields',
    {
      contact: { email: 'nobody', fullName: 'x'.repeat(201) },
      lines: [{ ...line, name: ' ' }],
      shippingAddress: { line1: 'a\u0000b', city: 'Wien', countryCode: 'AT' },
    },
    [
      at('contact', 'email'),
      at('contact', 'fullName'),
      at('shippingAddress', 'line1'),
      at('lines', '0', 'name'),
    ],
  ],
])('an order with %s', (_what, input, fieldErrors) => {
  it('is refused by naming the fields, and leaves nothing', () =>
    leavesNothing(async () => {
      expect(await place(input)).toMatchObject({ __typename: 'InvalidInputError', fieldErrors });
    }));
});

it.each([2 ** 53, 0.5, '1', null])('refuses the price %j', (amountMinor) =>
  leavesNothing(async () => {
    const unitPrice = { amountMinor, currency: 'EUR' };
    await expect(place({ lines: [{ ...line, unitPrice }] })).rejects.toThrow('BAD_USER_INPUT');
  }),
);

describe('the customer of an order', () => {
  it('must exist in the store of whoever places it', () =>
    leavesNothing(async () => {
      const foreign = await orders.addCustomer({ storeId: 'acme' });
      for (const customerId of [newId(), foreign.id, 'nobody', "' OR 1=1"])
        expect(await place({ customerId })).toMatchObject({
          __typename: 'UnknownCustomerError',
          customerId,
        });
    }));

  it('must be active', () =>
    leavesNothing(async () => {
      const { id: customerId } = await orders.addCustomer({ status: 'DEACTIVATED' });
      expect(await place({ customerId })).toMatchObject({
        __typename: 'CustomerNotActiveError',
        customerId,
      });
    }));

  it('is not guessed at while nobody can be asked', () =>
    leavesNothing(async () => {
      const { id: customerId } = await orders.addCustomer();
      const lonely = await orders.startAnother({ CUSTOMERS_URL: 'http://127.0.0.1:1' });
      const variables = { input: { ...anOrder, customerId }, idempotencyKey: 'lonely' };
      const elsewhere = actions({ ...orders, ...lonely.as });
      await expect(elsewhere.send('placeOrder', variables)).rejects.toThrow('SERVICE_UNAVAILABLE');
      await lonely.stop();
    }));
});

describe('an idempotency key', () => {
  it('gives the first answer again, also after the customer has gone and nobody can be asked', async () => {
    const { id: customerId } = await orders.addCustomer();
    const variables = { input: { ...anOrder, customerId }, idempotencyKey: 'again' };
    const first = await act.send('placeOrder', variables);
    orders.customers.known.delete(customerId);
    expect(await act.send('placeOrder', variables)).toEqual(first);
    const lonely = await orders.startAnother({ CUSTOMERS_URL: 'http://127.0.0.1:1' });
    const elsewhere = actions({ ...orders, ...lonely.as });
    expect(await elsewhere.send('placeOrder', variables)).toEqual(first);
    await lonely.stop();
  });

  it('is refused with another input', async () => {
    await act.send('placeOrder', { input: anOrder, idempotencyKey: 'other input' });
    const input = { ...anOrder, lines: [line] };
    expect(await act.send('placeOrder', { input, idempotencyKey: 'other input' })).toMatchObject({
      __typename: 'IdempotencyKeyReusedError',
    });
  });

  it('is free again after a refusal', async () => {
    const idempotencyKey = 'second try';
    const { id: customerId } = await orders.addCustomer({ status: 'DEACTIVATED' });
    await act.send('placeOrder', { input: { ...anOrder, customerId }, idempotencyKey });
    const { __typename } = await act.send('placeOrder', { input: anOrder, idempotencyKey });
    expect(__typename).toBe('PlacedOrder');
  });

  it('belongs to one caller: two may use the same for different orders', async () => {
    const permissions = ['orders:write'];
    const checkout = await orders.authorize({ kind: 'service', permissions });
    const variables = { input: anOrder, idempotencyKey: 'shared' };
    const one = await act.send('placeOrder', variables);
    const two = await act.send('placeOrder', variables, checkout);
    expect(two.order?.id).not.toBe(one.order?.id);
  });

  it.each(['', 'x'.repeat(256)])('has 1 to 255 characters', async (idempotencyKey) => {
    const sent = act.send('placeOrder', { input: anOrder, idempotencyKey });
    await expect(sent).rejects.toThrow('BAD_USER_INPUT');
  });
});

it('forgets idempotency keys after seven days, and none before', async () => {
  const key = (name: string) => act.send('placeOrder', { input: anOrder, idempotencyKey: name });
  await Promise.all([key('of last week'), key('of this week')]);
  const age = 'UPDATE idempotency_keys SET created_at = now() - $2::interval WHERE key = $1';
  await sql(orders.databaseUrl, age, ['of last week', '7 days 1 minute']);
  await sql(orders.databaseUrl, age, ['of this week', '6 days 23 hours']);
  const kept = () =>
    sql(orders.databaseUrl, `SELECT key FROM idempotency_keys WHERE key LIKE 'of % week'`);
  // What is due once an hour, now.
  await sql(orders.databaseUrl, `SELECT graphile_worker.add_job('housekeeping')`);
  await vi.waitFor(async () => expect(await kept()).toEqual([{ key: 'of this week' }]), {
    timeout: 30_000,
  });
});

it('numbers the orders of each store on their own', async () => {
  const permissions = ['orders:write'];
  const elsewhere = await orders.authorize({ kind: 'staff', storeId: 'acme', permissions });
  expect((await act.place({}, elsewhere)).orderNumber).toBe('O-000001');
  expect((await act.place({}, elsewhere)).orderNumber).toBe('O-000002');
});

it.each(['\u3000', '\u00a0', ' \u2009'])(
  'is found by each word of a name, also where %j is between them',
  async (space) => {
    const word = `w${randomUUID().slice(0, 8)}`;
    const { id } = await act.place({
      contact: { email: 'taro@example.com', fullName: `山田${space}${word}` },
    });
    const query = 'query ($search: String) { orders(search: $search) { edges { node { id } } } }';
    const { data } = await orders.query(query, {
      variables: { search: word },
      authorization: orders.staff,
    });
    expect(data).toEqual({ orders: { edges: [{ node: { id } }] } });
  },
);

it('takes joiners, without which some names cannot be written, and finds who has them', async () => {
  const fullName = `${randomUUID()} علی\u200cرضا \u{1f469}\u200d\u{1f373}`;
  const email = 'ali@example.com';
  const { id } = await act.place({ contact: { email, fullName } });
  const query =
    'query ($search: String) { orders(search: $search) { edges { node { id contact { fullName } } } } }';
  const { data } = await orders.query(query, {
    variables: { search: fullName },
    authorization: orders.staff,
  });
  expect(data).toEqual({ orders: { edges: [{ node: { id, contact: { fullName } } }] } });
});

it('keeps a contact without what was pasted with it and cannot be seen', async () => {
  const typed = {
    email: '\u200eＡda\u200b@Example．com',
    fullName: '\u202aA\u200bda\u00a0 Love\u00adlace\u202c',
    phone: '\u200e+43\u2011664 123\u20134567',
  };
  const { id } = await act.place({ contact: typed });
  const query = 'query ($id: ID!) { order(id: $id) { contact { email fullName phone } } }';
  const { data } = await orders.query(query, { variables: { id }, authorization: orders.staff });
  const contact = { email: 'ada@example.com', fullName: 'Ada Lovelace', phone: '+436641234567' };
  expect(data).toEqual({ order: { contact } });
});

it('keeps copies of contact and addresses', async () => {
  const address = { line1: 'Ring 1', city: 'Wien', postalCode: '1010', countryCode: 'AT' };
  const typed = { ...address, countryCode: 'at' };
  const { id } = await act.place({ shippingAddress: typed, shippingTotal: eur(5) });
  const query = `query ($id: ID!) { order(id: $id) { contact { email fullName redacted } billingAddress { city }
    shippingAddress { fullName line1 city postalCode countryCode redacted } } }`;
  const { data } = await orders.query(query, { variables: { id }, authorization: orders.staff });
  expect(data).toEqual({
    order: {
      contact: { email: 'guest@example.com', fullName: null, redacted: false },
      billingAddress: null,
      shippingAddress: { fullName: null, ...address, redacted: false },
    },
  });
});
