import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openShop, password, type Shop, type Shopper } from './shop.ts';

let shop: Shop;
let staff: string;
beforeAll(async () => {
  const stores = JSON.stringify(['demo', 'acme'].map((id) => ({ id, erasureWaitDays: 0 })));
  shop = await openShop({ overrides: { customers: { STORES: stores } } });
  staff = await shop.staff();
}, 120_000);
afterAll(() => shop.close());

const soon = { timeout: 20_000, interval: 100 };
const pay = (orderId: string, amountMinor: number) =>
  shop.ask<{ recordPayment: { __typename: string } }>(
    `mutation ($id: ID!, $amount: MoneyInput!, $key: String!) {
      recordPayment(orderId: $id, amount: $amount, reference: "card", idempotencyKey: $key) { __typename ... on MutationError { message } }
    }`,
    {
      token: staff,
      variables: { id: orderId, amount: { amountMinor, currency: 'EUR' }, key: randomUUID() },
    },
  );
const refund = (orderId: string, amountMinor: number) =>
  shop.ask<{ recordRefund: { __typename: string } }>(
    `mutation ($id: ID!, $amount: MoneyInput!, $key: String!) {
      recordRefund(orderId: $id, amount: $amount, reason: "returned", idempotencyKey: $key) { __typename ... on MutationError { message } }
    }`,
    {
      token: staff,
      variables: { id: orderId, amount: { amountMinor, currency: 'EUR' }, key: randomUUID() },
    },
  );
async function balance(customerId: string) {
  const { data } = await shop.ask<{
    customer: { loyalty: { balance: { pending: number; available: number } } | null };
  }>('query ($id: ID!) { customer(id: $id) { loyalty { balance { pending available } } } }', {
    token: staff,
    variables: { id: customerId },
  });
  return data.customer.loyalty?.balance ?? null;
}

describe('a reference to a customer', () => {
  it('is taken at once for a customer that has just been created', async () => {
    const id = await shop.openAccount('demo', 'just-created@example.com');
    expect((await shop.placeOrder(id)).__typename).toBe('PlacedOrder');
    expect((await shop.addPoints(id, 3)).__typename).toBe('PointsEntryPayload');
  });

  it('is refused once the customer is deactivated', async () => {
    const id = await shop.openAccount('demo', 'leaving@example.com');
    expect((await shop.placeOrder(id)).__typename).toBe('PlacedOrder');
    await shop.ask(
      'mutation ($id: ID!) { setCustomerActive(id: $id, active: false, reason: "left") { __typename } }',
      {
        token: staff,
        variables: { id },
      },
    );
    await vi.waitFor(async () => {
      expect((await shop.placeOrder(id)).__typename).toBe('CustomerNotActiveError');
      expect((await shop.addPoints(id, 3)).__typename).toBe('CustomerNotActiveError');
    }, soon);
  });

  it('is refused for a customer who never was, and needs nobody for one who is known', async () => {
    expect((await shop.placeOrder(randomUUID())).__typename).toBe('UnknownCustomerError');
    const known = await shop.openAccount('demo', 'known@example.com');
    expect((await shop.placeOrder(known)).__typename).toBe('PlacedOrder');
    await shop.graph.halt('customers');
    expect((await shop.placeOrder(known)).__typename).toBe('PlacedOrder');
    const input = {
      customerId: randomUUID(),
      contact: { email: 'x@example.com' },
      lines: [{ name: 'Lamp', quantity: 1, unitPrice: { amountMinor: 1, currency: 'EUR' } }],
    };
    const unknown = await shop.ask(
      'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input, idempotencyKey: "u") { __typename } }',
      { token: staff, variables: { input } },
    );
    expect(unknown.errors?.[0]?.extensions?.code).toBe('SERVICE_UNAVAILABLE');
    shop.graph.resume('customers');
    await shop.graph.ready('customers');
  });
});

describe('points for orders', () => {
  it('follow payment, refund and cancellation', async () => {
    const id = await shop.openAccount('demo', 'earner@example.com');
    const { order } = await shop.placeOrder(id, { amountMinor: 10_000 });
    expect((await pay(order.id, 10_000)).data.recordPayment.__typename).toBe('OrderPayload');
    const earned = await vi.waitUntil(async () => (await balance(id))?.pending, soon);
    expect(earned).toBeGreaterThan(0);
    await refund(order.id, 5_000);
    await vi.waitFor(
      async () => expect((await balance(id))?.pending).toBe(Math.ceil((earned ?? 0) / 2)),
      soon,
    );
    await refund(order.id, 5_000);
    await vi.waitFor(
      async () => expect(await balance(id)).toEqual({ pending: 0, available: 0 }),
      soon,
    );
  });
});

const canary = 'Zyxwvutsrq';

/** All that a database holds, as text. */
async function dump(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const tables = await client.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'graphile_worker')`,
  );
  const texts: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await client.query<{ text: string | null }>(
      `SELECT string_agg(t::text, E'\\n') AS text FROM ${name} t`,
    );
    texts.push(`${name}: ${rows[0]?.text ?? ''}`);
  }
  await client.end();
  return texts.join('\n');
}

describe('an erased customer', () => {
  it('leaves no personal data in any database, and everything that refers to it still answers', async () => {
    const email = `${canary.toLowerCase()}@example.com`;
    const person: Shopper = await shop.signUp('demo', email);
    await shop.ask(
      `mutation ($profile: CustomerProfileInput!, $address: AddressInput!) {
        updateMyProfile(input: $profile) { __typename }
        createAddress(input: $address) { __typename }
      }`,
      {
        token: person.token,
        variables: {
          profile: { firstName: canary, lastName: canary, phone: '+4915112345678' },
          address: {
            fullName: canary,
            line1: `${canary} street 1`,
            city: canary,
            postalCode: '12345',
            countryCode: 'DE',
          },
        },
      },
    );
    const input = {
      customerId: person.id,
      contact: { email, fullName: canary },
      shippingAddress: {
        fullName: canary,
        line1: `${canary} street 1`,
        city: canary,
        postalCode: '12345',
        countryCode: 'DE',
      },
      lines: [{ name: 'Lamp', quantity: 1, unitPrice: { amountMinor: 4_000, currency: 'EUR' } }],
    };
    const placed = await shop.ask<{ placeOrder: { order: { id: string } } }>(
      'mutation ($input: PlaceOrderInput!, $key: String!) { placeOrder(input: $input, idempotencyKey: $key) { ... on PlacedOrder { order { id } } } }',
      { token: staff, variables: { input, key: randomUUID() } },
    );
    const orderId = placed.data.placeOrder.order.id;
    await pay(orderId, 4_000);
    await shop.ask(
      'mutation ($input: AddPointsInput!, $key: String!) { addPoints(input: $input, idempotencyKey: $key) { __typename } }',
      {
        token: staff,
        variables: {
          input: { customerId: person.id, points: 500, reason: `for ${canary}` },
          key: randomUUID(),
        },
      },
    );
    await vi.waitFor(
      async () => expect((await balance(person.id))?.pending).toBeGreaterThan(0),
      soon,
    );

    const requested = await shop.ask<{ requestMyErasure: { __typename: string; id: string } }>(
      'mutation ($password: String!) { requestMyErasure(password: $password) { __typename ... on PrivacyRequest { id } ... on MutationError { message } } }',
      { token: person.token, variables: { password } },
    );
    expect(requested.data.requestMyErasure.__typename).toBe('PrivacyRequest');
    const stands = (status: string, ofOrders: string) =>
      vi.waitFor(
        async () => {
          const { data } = await shop.ask<{ privacyRequest: { status: string } }>(
            'query ($id: ID!) { privacyRequest(id: $id) { status receipts { module status } } }',
            { token: staff, variables: { id: requested.data.requestMyErasure.id } },
          );
          expect(data.privacyRequest).toEqual({
            status,
            receipts: expect.arrayContaining([
              { module: 'orders', status: ofOrders },
              { module: 'loyalty', status: 'DONE' },
            ]),
          });
        },
        { timeout: 60_000, interval: 300 },
      );
    // The parcel needs its address until it has arrived.
    await stands('RUNNING', 'HELD');
    const packed = await shop.ask(
      'query ($id: ID!) { order(id: $id) { shippingAddress { city redacted } } }',
      { token: staff, variables: { id: orderId } },
    );
    expect(packed.data).toEqual({ order: { shippingAddress: { city: canary, redacted: false } } });
    for (const to of ['PROCESSING', 'SHIPPED', 'DELIVERED'])
      await shop.ask(
        'mutation ($id: ID!, $to: OrderStatus!) { transitionOrder(id: $id, to: $to) { __typename } }',
        { token: staff, variables: { id: orderId, to } },
      );
    await stands('DONE', 'DONE');

    for (const module of ['customers', 'orders', 'loyalty']) {
      await vi.waitFor(
        async () => {
          const text = await dump(shop.graph.databaseUrl(module));
          expect(text.toLowerCase(), module).not.toContain(canary.toLowerCase());
          expect(text, module).not.toContain('4915112345678');
        },
        { timeout: 20_000, interval: 100 },
      );
    }
    const after = await shop.ask<{ order: object }>(
      `query ($id: ID!) {
        order(id: $id) {
          total { amountMinor } contact { email redacted } shippingAddress { city countryCode postalCode redacted }
          customer { id status email firstName orderMetrics { totalOrders } loyalty { balance { available pending } } }
        }
      }`,
      { token: staff, variables: { id: orderId } },
    );
    expect(after).toEqual({
      data: {
        order: {
          total: { amountMinor: 4_000 },
          contact: { email: null, redacted: true },
          shippingAddress: { city: null, countryCode: 'DE', postalCode: '12', redacted: true },
          customer: {
            id: person.id,
            status: 'ERASED',
            email: null,
            firstName: null,
            orderMetrics: { totalOrders: 1 },
            loyalty: { balance: { available: 0, pending: 0 } },
          },
        },
      },
    });
    const again = await shop.signUp('demo', email);
    expect(again.id).not.toBe(person.id);
  }, 120_000);
});

describe('an export', () => {
  it('gathers what every module holds into one document', async () => {
    const person = await shop.signUp('demo', 'exporter@example.com');
    const { order } = await shop.placeOrder(person.id);
    await shop.addPoints(person.id, 42);
    const requested = await shop.ask<{ requestMyDataExport: { id: string } }>(
      'mutation { requestMyDataExport { ... on PrivacyRequest { id } } }',
      { token: person.token },
    );
    const document = await vi.waitUntil(
      async () => {
        const { data } = await shop.ask<{ privacyRequest: { document: string | null } | null }>(
          'query ($id: ID!) { privacyRequest(id: $id) { status document } }',
          { token: person.token, variables: { id: requested.data.requestMyDataExport.id } },
        );
        return data.privacyRequest?.document;
      },
      { timeout: 60_000, interval: 300 },
    );
    expect(JSON.parse(document ?? '')).toMatchObject({
      customers: expect.anything(),
      orders: expect.anything(),
      loyalty: expect.anything(),
    });
    expect(document).toContain('exporter@example.com');
    expect(document).toContain(order.orderNumber);
  }, 90_000);
});

describe('a merge', () => {
  it('moves orders and points to the customer that stays', async () => {
    const source = await shop.openAccount('demo', 'merge-source@example.com');
    const target = await shop.openAccount('demo', 'merge-target@example.com');
    await shop.placeOrder(source);
    await shop.placeOrder(target);
    await shop.addPoints(source, 30);
    await shop.addPoints(target, 12);
    const merged = await shop.ask<{ mergeCustomers: { __typename: string } }>(
      'mutation ($s: ID!, $t: ID!, $k: String!) { mergeCustomers(sourceId: $s, targetId: $t, idempotencyKey: $k) { __typename ... on MutationError { message } } }',
      { token: staff, variables: { s: source, t: target, k: randomUUID() } },
    );
    expect(merged.data.mergeCustomers.__typename).toBe('CustomerPayload');
    await vi.waitFor(async () => {
      const answer = await shop.ask(
        `query ($s: ID!, $t: ID!) {
          source: customer(id: $s) { status email mergedInto { id } orderCount }
          target: customer(id: $t) { orderCount loyalty { balance { available } } }
        }`,
        { token: staff, variables: { s: source, t: target } },
      );
      expect(answer.data).toEqual({
        source: { status: 'MERGED', email: null, mergedInto: { id: target }, orderCount: 0 },
        target: { orderCount: 2, loyalty: { balance: { available: 42 } } },
      });
    }, soon);
  }, 60_000);
});
