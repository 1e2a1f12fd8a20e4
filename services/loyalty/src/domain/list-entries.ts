import {
  foreignCursor,
  parsePage,
  parseTimeRange,
  toConnection,
  type Connection,
  type ConnectionArgs,
} from '@customer-graph/subgraph';
import { selectEntryPages, type EntryConditions } from '../db/ledger-pages.ts';
import type { Entry, EntryType } from './entry.ts';
import { groupBy } from './group.ts';
import type { Module } from './module.ts';

export interface EntryFilter {
  readonly type?: readonly EntryType[] | null;
  readonly from?: Date | null;
  readonly to?: Date | null;
}

export interface ListEntries extends ConnectionArgs {
  readonly filter?: EntryFilter | null;
}

export interface EntryConnection extends Connection<Entry> {
  readonly totalCount: () => Promise<number>;
}

/** @throws BAD_USER_INPUT for conditions that no entry can meet */
export const entryConditions = (filter: EntryFilter | null | undefined): EntryConditions => ({
  type: filter?.type ?? null,
  ...parseTimeRange(filter, 'filter'),
});

/** A page of each account's ledger, newest first. */
export async function listEntries(
  { db }: Module,
  storeId: string,
  accountIds: readonly string[],
  args: ListEntries,
  count: (accountId: string) => Promise<number>,
): Promise<EntryConnection[]> {
  const page = parsePage(args, 'entries');
  if (page.cursor && !Number.isSafeInteger(page.cursor[0])) throw foreignCursor();
  const conditions = entryConditions(args.filter);
  const entries = await selectEntryPages(db, storeId, accountIds, conditions, page);
  const byAccount = groupBy(entries, ({ accountId }) => accountId);
  return accountIds.map((id) => ({
    ...toConnection(byAccount.get(id) ?? [], page, ({ seq, id: entryId }) => [seq, entryId]),
    totalCount: () => count(id),
  }));
}
