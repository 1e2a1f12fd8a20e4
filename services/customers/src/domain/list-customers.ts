import {
  badUserInput,
  isId,
  parsePage,
  parseTimeRange,
  toConnection,
  type Connection,
  type ConnectionArgs,
  type TimeRange,
} from '@customer-graph/subgraph';
import {
  countCustomers,
  isTimed,
  selectCustomers,
  sortKeyOf,
  type CustomerConditions,
} from '../db/search-customers.ts';
import { checkCursor } from './cursor.ts';
import type { Customer, CustomerStatus } from './customer.ts';
import { parseSearch } from '@customer-graph/text';
import type { Module } from './module.ts';

export interface ListCustomers extends ConnectionArgs {
  readonly search?: string | null;
  readonly filter?: {
    readonly status?: readonly CustomerStatus[] | null;
    readonly emailVerified?: boolean | null;
    readonly marketingConsent?: boolean | null;
    readonly createdAt?: TimeRange | null;
    readonly updatedAt?: TimeRange | null;
    readonly ids?: readonly string[] | null;
  } | null;
  readonly sortBy?: {
    readonly field: CustomerSortField;
    readonly direction: 'ASC' | 'DESC';
  } | null;
}
export type CustomerSortField =
  'CREATED_AT' | 'UPDATED_AT' | 'LAST_NAME' | 'EMAIL' | 'CUSTOMER_NUMBER';

export interface CustomerConnection extends Connection<Customer> {
  readonly totalCount: () => Promise<number>;
}

const maxIds = 100;

/** A page of the store's customers by search, filter and sort. */
export async function listCustomers(
  { db }: Module,
  storeId: string,
  args: ListCustomers,
): Promise<CustomerConnection> {
  const { field, direction } = args.sortBy ?? { field: 'CREATED_AT', direction: 'DESC' };
  const page = parsePage(args, `customers:${field}:${direction}`);
  checkCursor(page, isTimed(field));
  const conditions = parseConditions(storeId, args);
  const rows = await selectCustomers(db, conditions, { field, direction }, page);
  return {
    ...toConnection(rows, page, (row) => [sortKeyOf(row, field), row.id]),
    totalCount: () => countCustomers(db, conditions),
  };
}

function parseConditions(storeId: string, { search, filter }: ListCustomers): CustomerConditions {
  if (filter?.ids && filter.ids.length > maxIds)
    throw badUserInput(`At most ${maxIds} ids are allowed.`);
  const wrong = filter?.ids?.findIndex((id) => !isId(id)) ?? -1;
  if (wrong >= 0) throw badUserInput(`filter.ids.${wrong} is not a valid id.`);
  return {
    storeId,
    search: parseSearch(storeId, search),
    status: filter?.status ?? null,
    emailVerified: filter?.emailVerified ?? null,
    marketingConsent: filter?.marketingConsent ?? null,
    createdAt: parseTimeRange(filter?.createdAt, 'filter.createdAt'),
    updatedAt: parseTimeRange(filter?.updatedAt, 'filter.updatedAt'),
    ids: filter?.ids ?? null,
  };
}
