import type { Page } from '@customer-graph/subgraph';
import type { Customer, CustomerStatus } from '../domain/customer.ts';
import type { CustomerSortField } from '../domain/list-customers.ts';
import type { Database } from './database.ts';

export interface CustomerConditions {
  readonly storeId: string;
  /** Beginning of a name, address, number or telephone number. */
  readonly prefix: string | null;
  readonly status: readonly CustomerStatus[] | null;
  readonly createdFrom: Date | null;
  readonly createdTo: Date | null;
  readonly ids: readonly string[] | null;
}

/** A customer with the text that its place in the list goes by. */
export type ListedCustomer = Customer & { readonly sortKey: string };

interface Sort {
  readonly field: CustomerSortField;
  readonly direction: 'ASC' | 'DESC';
}

// Each expression is text in the byte order that PostgreSQL's "C" collation sorts by, so one cursor form serves all sorts.
const sortKeys: Record<CustomerSortField, string> = {
  CREATED_AT: 'created_at',
  UPDATED_AT: 'updated_at',
  LAST_NAME: `coalesce(last_name, '')`,
  EMAIL: `coalesce(email_normal, '')`,
  CUSTOMER_NUMBER: 'customer_number',
};
const timed = new Set<CustomerSortField>(['CREATED_AT', 'UPDATED_AT']);

const columns = `id, store_id AS "storeId", customer_number AS "customerNumber", status, email, first_name AS "firstName",
  last_name AS "lastName", phone, preferred_language AS "preferredLanguage", version, created_at AS "createdAt",
  updated_at AS "updatedAt"`;

const matching = `store_id = $1
  AND ($2::text IS NULL OR last_name ILIKE $2 OR first_name ILIKE $2 OR email_normal LIKE lower($2)
       OR customer_number LIKE upper($2) OR phone LIKE $2)
  AND ($3::text[] IS NULL OR status::text = ANY ($3))
  AND ($4::timestamptz IS NULL OR created_at >= $4)
  AND ($5::timestamptz IS NULL OR created_at < $5)
  AND ($6::uuid[] IS NULL OR id = ANY ($6))`;

const valuesOf = ({ storeId, prefix, status, createdFrom, createdTo, ids }: CustomerConditions) => [
  storeId,
  prefix === null ? null : `${prefix.replace(/[\\%_]/g, '\\$&')}%`,
  status,
  createdFrom,
  createdTo,
  ids,
];

/** One row more than the page holds, in the page's direction. */
export async function selectCustomers(
  { query }: Database,
  conditions: CustomerConditions,
  { field, direction }: Sort,
  { limit, backward, cursor }: Page,
): Promise<ListedCustomer[]> {
  const key = sortKeys[field];
  const ascending = (direction === 'ASC') !== backward;
  const [sortValue, id] = cursor ?? [null, null];
  const type = timed.has(field) ? 'timestamptz' : 'text';
  const after = cursor ? `AND (${key}, id) ${ascending ? '>' : '<'} ($8::${type}, $9::uuid)` : '';
  const way = ascending ? 'ASC' : 'DESC';
  const rows = await query<Customer & { key: Date | string }>(
    `list-customers-${field}-${way}-${cursor ? 'after' : 'first'}`,
    `SELECT ${columns}, ${key} AS key FROM customers WHERE ${matching} ${after}
     ORDER BY ${key} ${way}, id ${way} LIMIT $7`,
    [...valuesOf(conditions), limit + 1, ...(cursor ? [sortValue, id] : [])],
  );
  return rows.map(({ key, ...customer }) => ({
    ...customer,
    sortKey: key instanceof Date ? key.toISOString() : key,
  }));
}

export async function countCustomers(
  { query }: Database,
  conditions: CustomerConditions,
): Promise<number> {
  const [row] = await query<{ count: number }>(
    'count-customers',
    `SELECT count(*) AS count FROM customers WHERE ${matching}`,
    valuesOf(conditions),
  );
  return row?.count ?? 0;
}
