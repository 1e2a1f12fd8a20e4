import type { Samples } from '@customer-graph/plan-executor/oracle';
import { z } from 'zod';

const nodes = z.object({ edges: z.array(z.object({ node: z.record(z.string(), z.string()) })) });
const read = z.object({ customers: nodes, orders: nodes, loyaltyAccounts: nodes });

/** Reads, as staff, what operations may name. */
export const inputsQuery = `{
  customers(first: 20) { edges { node { id customerNumber } } }
  orders(first: 20) { edges { node { id orderNumber } } }
  loyaltyAccounts(first: 20) { edges { node { id } } }
}`;

/** Few are out of range. */
const numbers = [...Array.from({ length: 20 }, (_, index) => 1 + (index % 5)), 0, 101];
const seldom = (value: unknown) => [...Array<null>(9).fill(null), value];
/** What makes other arguments wrong when it is given. */
const odd: Record<string, readonly unknown[]> = {
  after: seldom('x'),
  before: seldom('x'),
  last: seldom(2),
};

/** Values for the arguments of operations over a graph: most name what is there. */
export function samplesFrom(data: unknown): Samples {
  const { customers, orders, loyaltyAccounts } = read.parse(data);
  const all = (connection: z.output<typeof nodes>, field: string) =>
    connection.edges.flatMap(({ node }) => node[field] ?? []);
  const customerIds = all(customers, 'id');
  const orderIds = all(orders, 'id');
  const accountIds = all(loyaltyAccounts, 'id');
  const byPlace: Record<string, readonly unknown[]> = {
    'Query.order(id)': orderIds,
    'Query.loyaltyAccount(id)': accountIds,
    'Query.customerByNumber(customerNumber)': [...all(customers, 'customerNumber'), 'C-999999'],
    'Query.orderByNumber(orderNumber)': [...all(orders, 'orderNumber'), 'O-999999'],
    'Query.customers(search)': ['ada', 'a', 'example.com', 'C-0000'],
    'Query.orders(search)': ['ada', 'O-000001', 'example.com'],
  };
  const byScalar: Record<string, readonly unknown[]> = {
    ID: [...customerIds, ...customerIds, ...orderIds, ...accountIds, 'x'],
    Int: numbers,
    Float: [0, 1.5],
    Boolean: [true, false],
    MinorUnits: [0, 1, 2_500, 1_000_000],
    DateTime: ['2020-01-01T00:00:00Z', '2099-12-31T23:59:59Z'],
    CurrencyCode: ['EUR', 'USD', 'JPY'],
    CountryCode: ['DE', 'CH'],
    Locale: ['de-CH', 'en-GB'],
  };
  return (scalar, place) =>
    odd[/\((\w+)\)$/.exec(place)?.[1] ?? ''] ??
    byPlace[place] ??
    byScalar[scalar] ?? ['text', 'a', ''];
}
