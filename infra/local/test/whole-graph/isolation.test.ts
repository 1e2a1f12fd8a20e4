import { randomUUID } from 'node:crypto';
import { signatureHeader, signCall } from '@customer-graph/trust';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShop, type Shop, type Shopper } from './shop.ts';

/** Two people with one address, in two stores. */
let shop: Shop;
let ours: Shopper;
let theirs: Shopper;
let theirOrder: { id: string; orderNumber: string };
let theirCustomerNumber: string;
let theirAccount: string;

const email = 'same@example.com';

beforeAll(async () => {
  shop = await openShop();
  ours = await shop.signUp('demo', email);
  theirs = await shop.signUp('acme', email);
  for (const [person, store] of [
    [ours, 'demo'],
    [theirs, 'acme'],
  ] as const) {
    await shop.addPoints(person.id, 77, store);
    const { order } = await shop.placeOrder(person.id, { store });
    if (person === theirs) theirOrder = order;
  }
  const { data } = await shop.ask<{ me: { customerNumber: string; loyalty: { id: string } } }>(
    '{ me { customerNumber loyalty { id } } }',
    { token: theirs.token },
  );
  theirCustomerNumber = data.me.customerNumber;
  theirAccount = data.me.loyalty.id;
}, 120_000);
afterAll(() => shop.close());

it('keeps the two people apart', async () => {
  expect(ours.id).not.toBe(theirs.id);
  const { data } = await shop.ask<{ me: object }>(
    '{ me { id orderCount loyalty { balance { available } } } }',
    {
      token: ours.token,
    },
  );
  expect(data.me).toEqual({ id: ours.id, orderCount: 1, loyalty: { balance: { available: 77 } } });
});

describe('staff of another store', () => {
  const reads: [string, () => Record<string, unknown>][] = [
    ['query ($id: ID!) { r: customer(id: $id) { id } }', () => ({ id: theirs.id })],
    [
      'query ($n: String!) { r: customerByNumber(customerNumber: $n) { email } }',
      () => ({ n: theirCustomerNumber }),
    ],
    ['query ($id: ID!) { r: order(id: $id) { id } }', () => ({ id: theirOrder.id })],
    [
      'query ($n: String!) { r: orderByNumber(orderNumber: $n) { customer { id } } }',
      () => ({ n: theirOrder.orderNumber }),
    ],
    ['query ($id: ID!) { r: loyaltyAccount(id: $id) { id } }', () => ({ id: theirAccount })],
  ];
  it.each(reads)('reads nothing by %s', async (query, variables) => {
    const answer = await shop.ask<{ r: unknown }>(query, {
      token: await shop.staff('demo'),
      variables: variables(),
    });
    expect(answer.errors).toBeUndefined();
    // Numbers are per store: the same number may be ours.
    expect(JSON.stringify(answer.data.r)).not.toContain(theirs.id);
    if (query.includes('$id')) expect(answer.data.r).toBeNull();
  });

  it('finds nothing of it in lists', async () => {
    const answer = await shop.ask(
      `query ($ids: [ID!], $customer: ID) {
        customers(search: "same") { edges { node { id } } totalCount }
        byIds: customers(filter: { ids: $ids }) { totalCount }
        orders(filter: { customerId: $customer }) { totalCount edges { node { id } } }
        loyaltyAccounts { edges { node { id } } }
      }`,
      { token: await shop.staff('demo'), variables: { ids: [theirs.id], customer: theirs.id } },
    );
    expect(answer.data).toMatchObject({
      customers: { edges: [{ node: { id: ours.id } }], totalCount: 1 },
      byIds: { totalCount: 0 },
      orders: { totalCount: 0, edges: [] },
    });
    expect(JSON.stringify(answer)).not.toContain(theirAccount);
  });

  const writes: [string, () => Record<string, unknown>][] = [
    [
      'mutation ($id: ID!) { r: updateCustomer(id: $id, input: { lastName: "X" }) { __typename } }',
      () => ({ id: theirs.id }),
    ],
    [
      'mutation ($id: ID!) { r: setCustomerActive(id: $id, active: false, reason: "x") { __typename } }',
      () => ({ id: theirs.id }),
    ],
    [
      'mutation ($id: ID!) { r: transitionOrder(id: $id, to: PROCESSING) { __typename } }',
      () => ({ id: theirOrder.id }),
    ],
    [
      'mutation ($id: ID!, $k: String!) { r: cancelOrder(id: $id, reason: "x", idempotencyKey: $k) { __typename } }',
      () => ({ id: theirOrder.id, k: randomUUID() }),
    ],
    [
      'mutation ($id: ID!, $k: String!) { r: recordPayment(orderId: $id, amount: { amountMinor: 1, currency: "EUR" }, reference: "x", idempotencyKey: $k) { __typename } }',
      () => ({ id: theirOrder.id, k: randomUUID() }),
    ],
    [
      'mutation ($id: ID!, $k: String!) { r: addPoints(input: { customerId: $id, points: 1, reason: "x" }, idempotencyKey: $k) { __typename } }',
      () => ({ id: theirs.id, k: randomUUID() }),
    ],
    [
      'mutation ($id: ID!, $k: String!) { r: redeemPoints(input: { customerId: $id, points: 1, reason: "x" }, idempotencyKey: $k) { __typename } }',
      () => ({ id: theirs.id, k: randomUUID() }),
    ],
  ];
  it.each(writes)('writes nothing by %s', async (query, variables) => {
    const answer = await shop.ask<{ r: { __typename: string } }>(query, {
      token: await shop.staff('demo'),
      variables: variables(),
    });
    expect(answer.errors).toBeUndefined();
    expect(['NotFoundError', 'UnknownCustomerError']).toContain(answer.data.r.__typename);
  });

  it('left everything of the other store as it was', async () => {
    const { data } = await shop.ask<{ me: object }>(
      '{ me { isActive lastName orders { edges { node { status paidTotal { amountMinor } } } } loyalty { balance { available } } } }',
      { token: theirs.token },
    );
    expect(data.me).toEqual({
      isActive: true,
      lastName: 'Tester',
      orders: { edges: [{ node: { status: 'PENDING', paidTotal: { amountMinor: 0 } } }] },
      loyalty: { balance: { available: 77 } },
    });
  });
});

describe('a signed reference with the id of another store, or of another customer', () => {
  const contributed: Record<string, string> = {
    customers: 'email',
    orders:
      'orderCount recentOrders { id } orders { totalCount edges { cursor } } orderMetrics { totalOrders }',
    loyalty: 'loyalty { id }',
  };

  async function reference(service: string, token: string) {
    const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Customer { ${contributed[service]} } } }`;
    const injected = {
      __typename: 'Customer',
      id: theirs.id,
      storeId: 'acme',
      email,
      status: 'ACTIVE',
    };
    const body = JSON.stringify({ query, variables: { r: [injected] } });
    const authorization = `Bearer ${token}`;
    const secret = await shop.internalSecret();
    const signature = signCall(secret, 'gateway', {
      service,
      path: '/graphql',
      headers: { authorization },
      body,
    });
    const headers = {
      'content-type': 'application/json',
      authorization,
      [signatureHeader]: signature,
    };
    const response = await fetch(`${shop.graph.serviceUrl(service)}/graphql`, {
      method: 'POST',
      headers,
      body,
    });
    return (await response.json()) as { data: { _entities: (Record<string, unknown> | null)[] } };
  }

  it.each(Object.keys(contributed))('tells nothing in %s', async (service) => {
    for (const token of [await shop.staff('demo'), ours.token]) {
      const answer = await reference(service, token);
      const text = JSON.stringify(answer);
      for (const secret of [theirOrder.id, theirAccount, email]) expect(text).not.toContain(secret);
      const [entity] = answer.data._entities;
      expect(entity ?? {}).not.toMatchObject({ orderCount: 1 });
    }
  });
});
