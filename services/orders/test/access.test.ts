import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { Kind, parse, type ObjectTypeDefinitionNode } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actions, anOrder, eur, type OrderAnswer } from './actions.ts';
import { startOrders, type OrdersUnderTest } from './start.ts';

type Outcome = 'allowed' | 'nothing' | 'UNAUTHENTICATED' | 'FORBIDDEN';

const callers = [
  'anonymous',
  'the customer itself',
  'another customer of the store',
  'a customer of another store',
  'staff without permission',
  'staff that may read',
  'staff that may write',
  'staff of another store',
  'a service',
] as const;
type Caller = (typeof callers)[number];

let orders: OrdersUnderTest;
let ada: { id: string; authorization: string };
let tokens: Record<Caller, string | undefined>;
beforeAll(async () => {
  orders = await startOrders();
  ada = await orders.addCustomer();
  const all = ['orders:read', 'orders:write'];
  const { authorize } = orders;
  tokens = {
    anonymous: undefined,
    'the customer itself': ada.authorization,
    'another customer of the store': (await orders.addCustomer()).authorization,
    'a customer of another store': await authorize({
      kind: 'customer',
      id: ada.id,
      storeId: 'acme',
    }),
    'staff without permission': await authorize({ kind: 'staff', permissions: ['customers:read'] }),
    'staff that may read': await authorize({ kind: 'staff', permissions: ['orders:read'] }),
    'staff that may write': await authorize({ kind: 'staff', permissions: all }),
    'staff of another store': await authorize({ kind: 'staff', storeId: 'acme', permissions: all }),
    'a service': await authorize({ kind: 'service', permissions: all }),
  };
});
afterAll(() => orders.stop());

interface Use {
  readonly document: string;
  readonly variables?: (order: OrderAnswer) => Record<string, unknown>;
  /** What shows in the answer of a caller that is allowed; the order's id when left out. */
  readonly sign?: (order: OrderAnswer) => string | RegExp;
  /** One outcome for each caller. */
  readonly outcomes: readonly Outcome[];
}

const [yes, none, who, no] = ['allowed', 'nothing', 'UNAUTHENTICATED', 'FORBIDDEN'] as const;
const readers = [who, no, no, no, no, yes, yes, none, yes] as const;
const writers = [who, no, no, no, no, no, yes, none, yes] as const;
const everyone = callers.map(() => yes);

const change = (field: string, args: string, outcomes: readonly Outcome[] = writers): Use => ({
  document: `mutation ($id: ID!${args.includes('$key') ? ', $key: String!' : ''}) { result: ${field}(${args}) {
    __typename ... on OrderPayload { order { id } } } }`,
  variables: ({ id }) => ({ id, key: randomUUID() }),
  outcomes,
});
const money = '{ amountMinor: 1, currency: "EUR" }';
const entity = (type: string, selection: string) =>
  `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${type} { ${selection} } } }`;
const contributed = (selection: string, sign?: Use['sign']): Use => ({
  document: entity('Customer', selection),
  variables: () => ({
    // Only the id of a representation counts: whatever else it says of itself is not believed.
    representations: [{ __typename: 'Customer', id: ada.id, storeId: 'demo', orderCount: 99 }],
  }),
  ...(sign && { sign }),
  outcomes: [none, yes, none, none, no, yes, yes, none, yes],
});

const uses: Record<string, Use> = {
  'Query.order': {
    document: 'query ($id: ID!) { order(id: $id) { id } }',
    variables: ({ id }) => ({ id }),
    outcomes: [who, yes, none, none, no, yes, yes, none, yes],
  },
  'Query.orderByNumber': {
    document: 'query ($number: String!) { orderByNumber(orderNumber: $number) { id } }',
    variables: ({ orderNumber: number }) => ({ number }),
    outcomes: readers,
  },
  'Query.orders': {
    document: '{ orders(first: 100) { edges { node { id } } } }',
    outcomes: readers,
  },
  'Mutation.placeOrder': {
    document: `mutation ($input: PlaceOrderInput!, $key: String!) {
      placeOrder(input: $input, idempotencyKey: $key) { __typename } }`,
    variables: () => ({ input: anOrder, key: randomUUID() }),
    sign: () => 'PlacedOrder',
    outcomes: [who, no, no, no, no, no, yes, yes, yes],
  },
  'Mutation.transitionOrder': change('transitionOrder', 'id: $id, to: PROCESSING'),
  'Mutation.cancelOrder': change(
    'cancelOrder',
    'id: $id, reason: "why not", idempotencyKey: $key',
    [who, yes, none, none, no, no, yes, none, yes],
  ),
  'Mutation.recordPayment': change(
    'recordPayment',
    `orderId: $id, amount: ${money}, reference: "x", idempotencyKey: $key`,
  ),
  'Mutation.recordRefund': change(
    'recordRefund',
    `orderId: $id, amount: ${money}, reason: "x", idempotencyKey: $key`,
  ),
  'Mutation.addOrderNote': change('addOrderNote', 'orderId: $id, text: "x"'),
  'Mutation.requestGuestOrderAccess': {
    document: 'mutation { requestGuestOrderAccess(orderNumber: "O-1", email: "x") { __typename } }',
    sign: () => 'OrderRequestAccepted',
    outcomes: everyone,
  },
  'Mutation.claimGuestOrders': {
    document: 'mutation { claimGuestOrders { __typename } }',
    sign: () => 'claimGuestOrders',
    outcomes: [who, yes, yes, yes, no, no, no, no, no],
  },
  'Customer.__resolveReference': {
    ...contributed('id'),
    sign: () => ada.id,
    outcomes: [none, yes, none, yes, yes, yes, yes, yes, yes],
  },
  'Customer.orders': contributed('orders(first: 100) { edges { node { id } } }'),
  'Customer.recentOrders': contributed('recentOrders(limit: 50) { id }'),
  'Customer.orderCount': contributed('orderCount', () => /"orderCount":[1-9]/),
  'Customer.orderMetrics': contributed('orderMetrics { totalOrders }', () => /"totalOrders":[1-9]/),
  'Order.__resolveReference': {
    document: entity('Order', 'id'),
    variables: ({ id }) => ({ representations: [{ __typename: 'Order', id, customerId: 'me' }] }),
    outcomes: [none, yes, none, none, none, yes, yes, none, yes],
  },
};

/** Coordinates of all that needs a rule: root fields, contributed fields and references. */
function coordinates(): string[] {
  const { definitions } = parse(
    readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
  );
  const types = definitions.filter(
    (definition): definition is ObjectTypeDefinitionNode =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION,
  );
  return types.flatMap(({ name, fields, directives }) => {
    const own = ['Query', 'Mutation', 'Customer'].includes(name.value)
      ? (fields ?? []).map((field) => field.name.value).filter((field) => field !== 'id')
      : [];
    const isEntity = directives?.some((directive) => directive.name.value === 'key');
    return [...own, ...(isEntity ? ['__resolveReference'] : [])].map(
      (field) => `${name.value}.${field}`,
    );
  });
}

it('says of every field that needs a rule who may use it', () => {
  expect(Object.keys(uses).sort()).toEqual(coordinates().sort());
});

describe.each(Object.entries(uses))('%s', (_coordinate, use) => {
  it.each(callers.map((caller, index) => [caller, use.outcomes[index]] as const))(
    'for %s: %s',
    async (caller, expected) => {
      const act = actions(orders);
      const order = await act.place({ customerId: ada.id });
      if (use.document.includes('recordRefund')) await act.pay(order.id, 100);
      const authorization = tokens[caller];
      const { data, errors } = await orders.query(use.document, {
        ...(use.variables && { variables: use.variables(order) }),
        ...(authorization === undefined ? { storeId: 'demo' } : { authorization }),
      });
      const shown = JSON.stringify(data ?? null).search(use.sign?.(order) ?? order.id) >= 0;
      const outcome = errors?.[0]?.extensions?.code ?? (shown ? 'allowed' : 'nothing');
      expect(outcome).toBe(expected);
    },
  );
});

it('finds what it reports: an anonymous caller of no known store is asked for one', async () => {
  const { errors } = await orders.query('{ order(id: "x", accessToken: "y") { id } }');
  expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
});

it('shows staff the names and internal notes that the customer does not see', async () => {
  const act = actions(orders);
  const { id } = await act.place({ customerId: ada.id });
  await act.send('addOrderNote', { orderId: id, text: 'looks odd', visibleToCustomer: false });
  await act.pay(id, 100);
  await act.send('recordRefund', { orderId: id, amount: eur(100), reason: 'regular complainer' });
  const query = 'query ($id: ID!) { order(id: $id) { history { type actor note } } }';
  const read = async (authorization: string) =>
    JSON.stringify((await orders.query(query, { variables: { id }, authorization })).data);
  for (const secret of ['staff:sam', 'looks odd', 'regular complainer']) {
    expect(await read(orders.staff)).toContain(secret);
    expect(await read(ada.authorization)).not.toContain(secret);
  }
});

it('shows a writer that may not read what it has placed, and of other orders nothing about the buyer', async () => {
  const authorization = await orders.authorize({
    kind: 'service',
    id: 'checkout',
    permissions: ['orders:write'],
  });
  const secret = `Canary ${randomUUID()}`;
  const address = { fullName: secret, line1: secret, city: secret, countryCode: 'DE' };
  const contact = { email: `${randomUUID()}@example.com`, fullName: secret };
  const input = { ...anOrder, contact, shippingAddress: address, billingAddress: address };
  const buyer = `id contact { email fullName redacted } shippingAddress { line1 } billingAddress { line1 }
    history { type note } refunds { reason } lines { name }`;
  const send = async (document: string, variables: Record<string, unknown>) =>
    JSON.stringify(await orders.query(document, { variables, authorization }));
  const place = `mutation ($input: PlaceOrderInput!, $key: String!) { placeOrder(input: $input, idempotencyKey: $key) {
    ... on PlacedOrder { accessToken order { ${buyer} } } } }`;
  const placing = { input, key: randomUUID() };
  const placed = await send(place, placing);
  expect(placed).toContain(contact.email);
  expect(await send(place, placing)).toBe(placed);

  const act = actions(orders);
  const { id } = await act.place({ contact, shippingAddress: address, billingAddress: address });
  await act.send('addOrderNote', { orderId: id, text: secret, visibleToCustomer: true });
  await act.pay(id, 200);
  await act.send('recordRefund', { orderId: id, amount: eur(100), reason: secret });
  const payload = `__typename ... on OrderPayload { order { ${buyer} } }`;
  const changes = [
    `addOrderNote(orderId: $id, text: "packed") { ${payload} }`,
    `transitionOrder(id: $id, to: PROCESSING) { ${payload} }`,
    `recordPayment(orderId: $id, amount: ${money}, reference: "x", idempotencyKey: "x-${id}") { ${payload} }`,
    `recordRefund(orderId: $id, amount: ${money}, reason: "x", idempotencyKey: "y-${id}") { ${payload} }`,
    `cancelOrder(id: $id, reason: "x", idempotencyKey: "z-${id}") { ${payload} }`,
  ];
  const reads = [
    `order(id: $id) { ${buyer} }`,
    `orders { edges { node { ${buyer} } } }`,
    `_entities(representations: [{ __typename: "Order", id: $id }]) { ... on Order { ${buyer} } }`,
  ];
  for (const field of changes) {
    const response = await send(`mutation ($id: ID!) { ${field} }`, { id });
    expect(response, field).toContain('"__typename":"OrderPayload"');
    expect(response, field).toContain('Tea');
    for (const told of [secret, contact.email]) expect(response, field).not.toContain(told);
  }
  for (const field of reads) {
    const response = await send(`query ($id: ID!) { ${field} }`, { id });
    for (const told of [secret, contact.email, 'Tea']) expect(response, field).not.toContain(told);
  }
});
