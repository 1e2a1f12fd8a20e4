import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actions, type OrderAnswer } from './actions.ts';
import { customerIdOf } from './many-orders.ts';
import { startOrders, type OrdersUnderTest } from './start.ts';

let orders: OrdersUnderTest;
let act: ReturnType<typeof actions>;
const placed: OrderAnswer[] = [];
let ada: { id: string; authorization: string };

const lineOf = (amountMinor: number, currency = 'EUR') => ({
  lines: [{ name: 'Tea', quantity: 1, unitPrice: { amountMinor, currency } }],
});
const contactOf = (email: string, fullName?: string) => ({ contact: { email, fullName } });

beforeAll(async () => {
  orders = await startOrders();
  act = actions(orders);
  ada = await orders.addCustomer();
  const inputs = [
    { ...contactOf('grace@example.com', 'Grace Brewster Hopper'), ...lineOf(500) },
    { ...contactOf('Zoë@Example.com', 'Zoë O’Neill'), ...lineOf(300, 'USD') },
    { ...contactOf("o'brien@example.com", "Pat O'Brien"), ...lineOf(900) },
    { ...contactOf('ada@example.com', 'Ada Lovelace'), ...lineOf(100), customerId: ada.id },
    { ...contactOf('ada@example.com', 'Ada Lovelace'), ...lineOf(700), customerId: ada.id },
  ];
  for (const input of inputs) placed.push(await act.place(input));
  const elsewhere = { kind: 'staff', storeId: 'acme', permissions: ['orders:write'] } as const;
  await act.place(contactOf('ada@example.com', 'Ada Foreign'), await orders.authorize(elsewhere));
});
afterAll(() => orders.stop());

const list = `query ($first: Int, $after: String, $last: Int, $before: String, $search: String, $filter: OrderFilter,
    $sortBy: OrderSort) {
  orders(first: $first, after: $after, last: $last, before: $before, search: $search, filter: $filter, sortBy: $sortBy) {
    totalCount edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
interface Listed {
  orders: {
    totalCount: number;
    edges: { cursor: string; node: { id: string } }[];
    pageInfo: {
      hasNextPage: boolean;
      hasPreviousPage: boolean;
      startCursor: string;
      endCursor: string;
    };
  };
}
const ask = (variables: Record<string, unknown>) =>
  orders.query<Listed>(list, { variables, authorization: orders.staff });
/** Positions, in the order of placing, of the orders that a list shows. */
async function shown(variables: Record<string, unknown>): Promise<number[]> {
  const { data, errors } = await ask(variables);
  expect(errors).toBeUndefined();
  const positions = data.orders.edges.map(({ node }) =>
    placed.findIndex(({ id }) => id === node.id),
  );
  expect(data.orders.totalCount).toBe(positions.length);
  return positions;
}

describe('a list of orders', () => {
  it('shows those of the store, newest first', async () => {
    expect(await shown({})).toEqual([4, 3, 2, 1, 0]);
  });

  it.each([
    ['hop', [0]],
    ['GRACE@', [0]],
    ['lovelace ada', [4, 3]],
    ['ada@example.com', [4, 3]],
    ['zoë', [1]],
    ['ZOË', [1]],
    ["o'brien@example", [2]],
    ["o'b pat", [2]],
    ['o-000002', [1]],
    ['O-2', [1]],
    ['O-2 zoë', [1]],
    ['O-2 ada', []],
    ['opper', []],
    ['foreign', []],
    ['acme:foreign', []],
    ["hop':* | 'demo:ada", []],
    ['\\', []],
    ['  ', [4, 3, 2, 1, 0]],
  ])('finds by the beginnings of words: %s', async (search, positions) => {
    expect(await shown({ search })).toEqual(positions);
  });

  it.each([
    [{ customerId: () => ada.id }, [4, 3]],
    [{ guestOnly: true }, [2, 1, 0]],
    [{ guestOnly: false }, [4, 3]],
    [{ status: ['PENDING'], paymentStatus: ['UNPAID'] }, [4, 3, 2, 1, 0]],
    [{ status: ['SHIPPED', 'DELIVERED'] }, []],
    [{ status: [] }, []],
    [{ paymentStatus: ['PAID'] }, []],
    [{ total: { currency: 'EUR', min: 300, max: 700 } }, [4, 0]],
    [{ total: { currency: 'USD' } }, [1]],
    [{ total: { currency: 'VED', min: 1, max: 1 } }, []],
    [{ placedAt: { to: '2020-01-01T00:00:00Z' } }, []],
    [{ placedAt: { from: '2020-01-01T00:00:00Z' }, guestOnly: true }, [2, 1, 0]],
  ])('filters by %j', async (filter, positions) => {
    const values = Object.entries(filter).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'function' ? (value as () => unknown)() : value,
    ]);
    expect(await shown({ filter: Object.fromEntries(values) })).toEqual(positions);
  });

  it.each([
    ['PLACED_AT', 'ASC', [0, 1, 2, 3, 4]],
    ['CREATED_AT', 'DESC', [4, 3, 2, 1, 0]],
    ['UPDATED_AT', 'ASC', [0, 1, 2, 3, 4]],
    ['ORDER_NUMBER', 'DESC', [4, 3, 2, 1, 0]],
    ['TOTAL', 'ASC', [3, 0, 4, 2, 1]],
    ['TOTAL', 'DESC', [1, 2, 4, 0, 3]],
  ])('sorts by %s %s and pages through both ways', async (field, direction, positions) => {
    const sortBy = { field, direction };
    expect(await shown({ sortBy })).toEqual(positions);
    const forth: number[] = [];
    let after: string | undefined;
    for (let more = true; more;) {
      const { data } = await ask({ sortBy, first: 2, after });
      forth.push(
        ...data.orders.edges.map(({ node }) => placed.findIndex(({ id }) => id === node.id)),
      );
      more = data.orders.pageInfo.hasNextPage;
      after = data.orders.pageInfo.endCursor;
    }
    expect(forth).toEqual(positions);
    const { data } = await ask({ sortBy, last: 2, before: after });
    const back = data.orders.edges.map(({ node }) => placed.findIndex(({ id }) => id === node.id));
    expect(back).toEqual(positions.slice(2, 4));
    expect(data.orders.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
  });

  const cursor = (...values: unknown[]) =>
    Buffer.from(JSON.stringify(values)).toString('base64url');
  it.each([
    { first: 0 },
    { first: 101 },
    { first: 1, last: 1 },
    { after: 'nonsense' },
    { after: cursor('orders:PLACED_AT:DESC', 'yesterday', 'x') },
    { after: cursor('orders:PLACED_AT:DESC', '2026-01-01T00:00:00.000Z') },
    { after: cursor('orders:TOTAL:ASC', 'EUR', 1, '0195d8a0-0000-7000-8000-000000000000') },
    { after: cursor('orders:PLACED_AT:DESC', '0000-01-01T00:00:00Z', customerIdOf(1)) },
    { filter: { customerId: 'nobody' } },
    { filter: { total: { currency: 'eur' } } },
    { filter: { total: { currency: 'EUR', min: 2, max: 1 } } },
    { filter: { placedAt: { from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' } } },
    { filter: { placedAt: { from: '2026-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' } } },
    { search: 'a '.repeat(21) },
    { search: 'a\u0000' },
  ])('refuses %j', async (variables) => {
    const { errors } = await ask(variables);
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });
});

describe('an order by its number', () => {
  const byNumber = async (orderNumber: string) => {
    const query = `query ($orderNumber: String!) { orderByNumber(orderNumber: $orderNumber) { id } }`;
    const variables = { orderNumber };
    return (await orders.query(query, { variables, authorization: orders.staff })).data;
  };

  it('is found in the store of the caller', async () => {
    const id = placed[0]?.id;
    expect(await byNumber('O-000001')).toEqual({ orderByNumber: { id } });
  });

  it.each(['O-999999', "O-000001' OR '1'='1", '', '\u0000'])(
    'does not exist as %j',
    async (number) => {
      expect(await byNumber(number)).toEqual({ orderByNumber: null });
    },
  );
});

describe('the orders of a customer', () => {
  const own = `query ($representations: [_Any!]!, $first: Int, $after: String, $limit: Int) {
    _entities(representations: $representations) { ... on Customer {
      orders(first: $first, after: $after, sortBy: { field: TOTAL, direction: ASC }) {
        totalCount edges { node { id } } pageInfo { endCursor hasNextPage } }
      cancelled: orderCount(filter: { status: [CANCELLED] }) recentOrders(limit: $limit) { id } } } }`;
  const askOwn = (variables: Record<string, unknown>) => {
    const representations = [{ __typename: 'Customer', id: ada.id }];
    const { authorization } = ada;
    return orders.query<{ _entities: Record<string, never>[] }>(own, {
      variables: { representations, ...variables },
      authorization,
    });
  };

  it('come in pages, sorted, filtered and counted', async () => {
    const { data } = await askOwn({ first: 1, limit: 1 });
    expect(data._entities[0]).toMatchObject({
      orders: {
        totalCount: 2,
        edges: [{ node: { id: placed[3]?.id } }],
        pageInfo: { hasNextPage: true },
      },
      cancelled: 0,
      recentOrders: [{ id: placed[4]?.id }],
    });
    const { endCursor } = (
      data._entities[0] as unknown as { orders: { pageInfo: { endCursor: string } } }
    ).orders.pageInfo;
    const next = await askOwn({ first: 1, after: endCursor });
    expect(next.data._entities[0]).toMatchObject({
      orders: { edges: [{ node: { id: placed[4]?.id } }], pageInfo: { hasNextPage: false } },
    });
  });

  it.each([{ limit: 0 }, { limit: 51 }])('refuse %j', async (variables) => {
    const { errors } = await askOwn(variables);
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });
});
