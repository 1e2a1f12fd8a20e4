import {
  parsePage,
  toConnection,
  type Connection,
  type ConnectionArgs,
} from '@customer-graph/subgraph';
import { byCustomer } from '../db/by-customer.ts';
import { selectHistories, type HistoryEntry } from '../db/history.ts';
import { checkCursor } from './cursor.ts';
import type { Module } from './module.ts';

export type CustomerHistoryConnection = Connection<HistoryEntry>;

/** For each customer the same page of its history, newest first. */
export async function listHistories(
  { db }: Module,
  storeId: string,
  customerIds: readonly string[],
  args: ConnectionArgs,
): Promise<CustomerHistoryConnection[]> {
  const page = parsePage(args, 'history');
  checkCursor(page, true);
  const entries = await selectHistories(db, storeId, [...new Set(customerIds)], page);
  return byCustomer(customerIds, entries).map((rows) =>
    toConnection(rows, page, ({ at, id }) => [at.toISOString(), id]),
  );
}
