import { queryJson, rowFormat, type Page, type TimeRange } from '@customer-graph/subgraph';
import type { Search } from '@customer-graph/text';
import type { Customer, CustomerStatus } from '../domain/customer.ts';
import type { CustomerSortField } from '../domain/list-customers.ts';
import { customerSql } from './customers.ts';
import type { Database } from './database.ts';

export interface CustomerConditions {
  readonly storeId: string;
  readonly search: Search | null;
  readonly status: readonly CustomerStatus[] | null;
  readonly emailVerified: boolean | null;
  readonly marketingConsent: boolean | null;
  readonly createdAt: TimeRange;
  readonly updatedAt: TimeRange;
  readonly ids: readonly string[] | null;
}

/** A customer as it is listed, with what its place goes by where that is no column of a customer. */
type ListedCustomer = Customer & { readonly key: string | null };

export interface CustomerSorting {
  readonly field: CustomerSortField;
  readonly direction: 'ASC' | 'DESC';
}

// Each is the leading expression of an index with the id behind it.
const sortKeys: Record<CustomerSortField, string> = {
  CREATED_AT: 'created_at',
  UPDATED_AT: 'updated_at',
  LAST_NAME: 'last_name_key',
  EMAIL: `coalesce(email_normal, '')`,
  CUSTOMER_NUMBER: `lpad(substr(customer_number, 3), 15, '0')`,
};

export const isTimed = (field: CustomerSortField): boolean =>
  field === 'CREATED_AT' || field === 'UPDATED_AT';

const rowOf = (field: CustomerSortField) =>
  rowFormat<ListedCustomer>({
    ...customerSql,
    key: isTimed(field) ? 'NULL' : sortKeys[field],
  });
const rows = {
  CREATED_AT: rowOf('CREATED_AT'),
  UPDATED_AT: rowOf('UPDATED_AT'),
  LAST_NAME: rowOf('LAST_NAME'),
  EMAIL: rowOf('EMAIL'),
  CUSTOMER_NUMBER: rowOf('CUSTOMER_NUMBER'),
};

/** Text of a statement with the values of its parameters. */
export interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

/** One row more than the page holds, in the page's direction. */
export function listStatement(
  conditions: CustomerConditions,
  { field, direction }: CustomerSorting,
  { limit, backward, cursor }: Page,
): Statement {
  const { text, values, parameter } = matching(conditions);
  const key = sortKeys[field];
  const ascending = (direction === 'ASC') !== backward;
  const way = ascending ? 'ASC' : 'DESC';
  const type = isTimed(field) ? 'timestamptz' : 'text COLLATE "C"';
  const after = cursor
    ? `AND (${key}, id) ${ascending ? '>' : '<'} (${parameter(cursor[0])}::${type}, ${parameter(cursor[1])}::uuid)`
    : '';
  return {
    text: `SELECT ${rows[field].json} AS line FROM customers WHERE ${text} ${after}
      ORDER BY ${key} ${way}, id ${way} LIMIT ${parameter(limit + 1)}`,
    values,
  };
}

/** Conditions as SQL: only those that are set, so that each statement is planned for what it asks. */
function matching(conditions: CustomerConditions) {
  const values: unknown[] = [];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const { storeId, search, status, emailVerified, marketingConsent, ids } = conditions;
  const all = [`store_id = ${parameter(storeId)}`];
  if (search) all.push(found(search, parameter));
  if (status) all.push(`status = ANY (${parameter(status)}::"CustomerStatus"[])`);
  if (emailVerified !== null)
    all.push(`email_verified_at IS ${emailVerified ? 'NOT NULL' : 'NULL'}`);
  if (marketingConsent !== null) all.push(`${marketingConsent ? '' : 'NOT '}marketing_consent`);
  for (const [column, { from, to }] of [
    ['created_at', conditions.createdAt] as const,
    ['updated_at', conditions.updatedAt] as const,
  ]) {
    if (from) all.push(`${column} >= ${parameter(from)}`);
    if (to) all.push(`${column} < ${parameter(to)}`);
  }
  if (ids) all.push(`id = ANY (${parameter(ids)}::uuid[])`);
  return { text: all.join(' AND '), values, parameter };
}

/** The words of what is searched for; one address alone also as text, of which PostgreSQL knows how many begin alike. */
function found({ query, prefix }: Search, parameter: (value: unknown) => string): string {
  const words = `search_words(store_id, search_key) @@ ${parameter(query)}::tsquery`;
  return prefix === null ? words : `(${words} OR email_normal LIKE ${parameter(prefix)})`;
}

/** The unnamed statement: PostgreSQL plans it for these very values, as a search for one name or for all needs. */
const unnamed = '';

export function selectCustomers(
  { query }: Database,
  conditions: CustomerConditions,
  sorting: CustomerSorting,
  page: Page,
): Promise<ListedCustomer[]> {
  const { text, values } = listStatement(conditions, sorting, page);
  return queryJson(query, rows[sorting.field], unnamed, text, values);
}

/** The text that a customer's place in a list goes by. */
export const sortKeyOf = (
  { key, createdAt, updatedAt }: ListedCustomer,
  field: CustomerSortField,
): string => key ?? (field === 'UPDATED_AT' ? updatedAt : createdAt).toISOString();

export async function countCustomers(
  { query }: Database,
  conditions: CustomerConditions,
): Promise<number> {
  const { text, values } = matching(conditions);
  const count = `SELECT count(*) AS count FROM customers WHERE ${text}`;
  const [row] = await query<{ count: number }>(unnamed, count, values);
  return row?.count ?? 0;
}
