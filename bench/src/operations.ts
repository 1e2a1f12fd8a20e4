/** The two operations that are measured. */
export type OperationName = 'L' | 'S';

/** L: a page of customers with ten fields, five orders, figures and points each. S: one customer, briefly. */
export const texts: Readonly<Record<OperationName, string>> = {
  L: `query L($first: Int!, $after: String) {
    customers(first: $first, after: $after) { edges { node {
      id customerNumber status isActive email firstName lastName phone createdAt version
      recentOrders(limit: 5) { id orderNumber status placedAt total { amountMinor currency } }
      orderMetrics { totalOrders lastOrderAt byCurrency { currency totalSpent { amountMinor } } }
      loyalty { balance { available pending } tier { name } }
    } } }
  }`,
  S: `query S($id: ID!) {
    customer(id: $id) { email recentOrders(limit: 5) { id total { amountMinor } } loyalty { balance { available } } }
  }`,
};

/** A customer of the data set, in the order of the list. */
export interface ListedCustomer {
  readonly id: string;
  readonly cursor: string;
}

const variations = 24;

/** Bodies of L that differ in where their page begins. */
export function pages(customers: readonly ListedCustomer[], first: number): string[] {
  const step = (customers.length - first - 1) / variations;
  return Array.from({ length: variations }, (_, index) => {
    const after = customers[Math.floor(index * step)]?.cursor;
    return JSON.stringify({ query: texts.L, variables: { first, after } });
  });
}

/** Bodies of S that differ in whom they ask for. */
export function singles(customers: readonly ListedCustomer[]): string[] {
  return customers.map(({ id }) => JSON.stringify({ query: texts.S, variables: { id } }));
}
