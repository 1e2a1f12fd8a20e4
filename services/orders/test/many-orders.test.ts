import type { Page } from '@customer-graph/subgraph';
import { parseSearch } from '@customer-graph/text';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { figuresSql } from '../src/db/customer-figures.ts';
import { customerCountsSql, customerOrdersSql } from '../src/db/customer-orders.ts';
import type { OrderConditions } from '../src/db/order-conditions.ts';
import type { OrderSort, OrderSortField } from '../src/db/order-sort.ts';
import { searchSql } from '../src/db/search-orders.ts';
import { customerIdOf, insertOrders } from './many-orders.ts';
import { openPlanner } from './plans.ts';
import { startOrders, type OrdersUnderTest } from './start.ts';

// Enough for PostgreSQL to choose as it does among a million, and built in a fifth of the time.
const count = 200_000;

let orders: OrdersUnderTest;
let planner: Awaited<ReturnType<typeof openPlanner>>;
beforeAll(async () => {
  orders = await startOrders();
  await insertOrders(orders.databaseUrl, count);
  planner = await openPlanner(orders.databaseUrl);
}, 120_000);
afterAll(async () => {
  await planner.close();
  await orders.stop();
});

const newestFirst: OrderSort = { field: 'PLACED_AT', direction: 'DESC' };
const pageOf = (cursor: Page['cursor'] = null): Page => ({
  limit: 20,
  backward: false,
  cursor,
  order: '',
});
const placedAt = 'orders_store_id_placed_at_id_idx';
const byWord = 'orders_search_words';
const byCustomer = 'orders_store_id_customer_id_placed_at_id_idx';

describe('a page out of all orders of a store', () => {
  const plan = (conditions: OrderConditions, sort = newestFirst, page = pageOf()) => {
    const { text, values } = searchSql('demo', conditions, sort, page);
    return planner.run(text, values);
  };

  it.each<[OrderSortField, string, NonNullable<Page['cursor']>]>([
    ['PLACED_AT', placedAt, ['2024-01-01T00:00:00.000Z']],
    ['CREATED_AT', 'orders_store_id_created_at_id_idx', ['2024-01-01T00:00:00.000Z']],
    ['UPDATED_AT', 'orders_store_id_updated_at_id_idx', ['2024-01-01T00:00:00.000Z']],
    ['ORDER_NUMBER', 'orders_store_id_sequence_key', [count / 2]],
    ['TOTAL', 'orders_store_id_currency_total_id_idx', ['EUR', 50_000]],
  ])(
    'sorted by %s is read from its index, at the start and in the middle',
    async (field, index, at) => {
      for (const direction of ['ASC', 'DESC'] as const)
        for (const cursor of [null, [...at, customerIdOf(1)]]) {
          const { indexes, touched } = await plan({}, { field, direction }, pageOf(cursor));
          expect(indexes).toEqual([index]);
          expect(touched).toBeLessThan(50);
        }
    },
  );

  it.each<[string, OrderConditions, string[]]>([
    ['a status', { status: ['PENDING'] }, ['orders_store_id_status_placed_at_id_idx']],
    [
      'a status that is old',
      { status: ['PENDING'], placedTo: new Date('2023-01-01') },
      ['orders_store_id_status_placed_at_id_idx'],
    ],
    [
      'a payment status none has',
      { paymentStatus: ['REFUNDED'] },
      ['orders_store_id_payment_status_placed_at_id_idx'],
    ],
    ['days', { placedFrom: new Date('2023-05-01'), placedTo: new Date('2023-05-02') }, [placedAt]],
    ['a customer', { customerId: customerIdOf(77) }, [byCustomer]],
    ['guests', { guestOnly: true }, [byCustomer, placedAt]],
    [
      'an amount',
      { currency: 'USD', totalMin: 4_200, totalMax: 4_210 },
      ['orders_store_id_currency_total_id_idx'],
    ],
  ])(
    'found by %s is read from an index and throws little away',
    async (_what, conditions, indexes) => {
      const found = await plan(conditions);
      expect(found.scansTable).toBe(false);
      expect(indexes).toContain(found.indexes[0]);
      expect(found.touched).toBeLessThan(2_000);
    },
  );

  it.each([
    ['the number', 'o-123456', byWord],
    ['an address', 'buyer4711@', byWord],
    ['an address that most begin with', 'buyer', placedAt],
    ['the name', 'FAMILY711', byWord],
    ['the name, in two words', 'family711, alex', byWord],
    ['a name that most have', 'alex', placedAt],
    ['a name that nobody has', 'nobody', byWord],
    ['a telephone number', '+43 664 123', byWord],
  ])('searched by %s is read from an index', async (_what, search, index) => {
    const found = await plan({ search: parseSearch('demo', search) });
    expect(found.scansTable).toBe(false);
    expect(found.indexes).toContain(index);
    expect(found.touched).toBeLessThan(2_000);
  });

  it('found by two statuses that never go together is looked for among the rarer one', async () => {
    const { scansTable, touched } = await plan({ status: ['CANCELLED'], paymentStatus: ['PAID'] });
    expect(scansTable).toBe(false);
    expect(touched).toBeLessThanOrEqual(count / 50);
  });
});

describe('what a page of a hundred customers shows of their orders', () => {
  const ids = Array.from({ length: 100 }, (_none, index) => customerIdOf(index + 1));
  const page = { ...pageOf(), limit: 5 };

  it.each([
    ['orders', customerOrdersSql('demo', ids, {}, newestFirst, page)],
    [
      'orders of a status',
      customerOrdersSql('demo', ids, { status: ['PENDING'] }, newestFirst, page),
    ],
    ['number of orders', customerCountsSql('demo', ids, {})],
    ['figures', { text: figuresSql, values: ['demo', ids] }],
  ])(
    'their %s: one statement that reads only theirs, also when planned for any values',
    async (_what, { text, values }) => {
      const found = await planner.run(text, values);
      expect(found.indexes).toEqual([byCustomer]);
      expect(found.touched).toBeLessThanOrEqual((100 * count) / 50_000);
      expect(await planner.generic(text)).toMatchObject({
        indexes: [byCustomer],
        scansTable: false,
      });
    },
  );
});
