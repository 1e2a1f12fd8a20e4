import {
  badUserInput,
  isId,
  parsePage,
  toConnection,
  type Connection,
  type ConnectionArgs,
} from '@customer-graph/subgraph';
import {
  countCustomers,
  selectCustomers,
  type CustomerConditions,
} from '../db/search-customers.ts';
import type { Customer, CustomerStatus } from './customer.ts';
import type { Module } from './module.ts';

export interface ListCustomers extends ConnectionArgs {
  readonly search?: string | null;
  readonly filter?: {
    readonly status?: readonly CustomerStatus[] | null;
    readonly createdAt?: { readonly from?: Date | null; readonly to?: Date | null } | null;
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
  const conditions = parseConditions(storeId, args);
  const rows = await selectCustomers(db, conditions, { field, direction }, page);
  return {
    ...toConnection(rows, page, (row) => [row.sortKey, row.id]),
    totalCount: () => countCustomers(db, conditions),
  };
}

function parseConditions(storeId: string, { search, filter }: ListCustomers): CustomerConditions {
  if (filter?.ids && filter.ids.length > maxIds)
    throw badUserInput(`At most ${maxIds} ids can be asked for.`);
  return {
    storeId,
    prefix: search?.trim().normalize('NFC') || null,
    status: filter?.status ?? null,
    createdFrom: filter?.createdAt?.from ?? null,
    createdTo: filter?.createdAt?.to ?? null,
    ids: filter?.ids?.filter(isId) ?? null,
  };
}
