import {
  badUserInput,
  foreignCursor,
  isId,
  parsePage,
  toConnection,
  type Connection,
  type ConnectionArgs,
  type CursorValue,
} from '@customer-graph/subgraph';
import { z } from 'zod';
import { countAccounts, selectAccounts } from '../db/search-accounts.ts';
import type { Account } from './account.ts';
import type { Module } from './module.ts';
import type { Program } from './program.ts';
import { settleSome, upToDate } from './up-to-date.ts';

export type AccountSortField = 'ENROLLED_AT' | 'AVAILABLE' | 'LIFETIME_EARNED';

export interface ListAccounts extends ConnectionArgs {
  readonly filter?: {
    readonly tierKey?: string | null;
    readonly minAvailable?: number | null;
  } | null;
  readonly sortBy?: {
    readonly field: AccountSortField;
    readonly direction: 'ASC' | 'DESC';
  } | null;
}

export interface AccountConnection extends Connection<Account> {
  readonly totalCount: () => Promise<number>;
}

const sortValue: Record<AccountSortField, (account: Account) => CursorValue> = {
  ENROLLED_AT: ({ enrolledAt }) => enrolledAt.toISOString(),
  AVAILABLE: ({ available }) => available,
  LIFETIME_EARNED: ({ lifetimeEarned }) => lifetimeEarned,
};

/** A page of the store's accounts by filter and sort. */
export async function listAccounts(
  module: Module,
  { storeId, tiers }: Pick<Program, 'storeId' | 'tiers'>,
  args: ListAccounts,
): Promise<AccountConnection> {
  const sort = args.sortBy ?? { field: 'ENROLLED_AT', direction: 'DESC' };
  const page = parsePage(args, `accounts:${sort.field}:${sort.direction}`);
  if (page.cursor && !fits(sort.field, page.cursor)) throw foreignCursor();
  const { tierKey = null, minAvailable = null } = args.filter ?? {};
  const keys = tiers.map(({ key }) => key);
  if (tierKey !== null && !keys.includes(tierKey))
    throw badUserInput(`filter.tierKey must be the key of a tier: ${keys.join(', ')}.`);
  const conditions = { storeId, tierKey, minAvailable };
  await settleSome(module, storeId);
  const rows = await upToDate(module, storeId, (now) =>
    selectAccounts(module.db, conditions, sort, page, now),
  );
  return {
    ...toConnection(rows, page, (row) => [sortValue[sort.field](row), row.id]),
    totalCount: () => countAccounts(module.db, conditions),
  };
}

// What PostgreSQL reads as a moment is less than what Date.parse takes.
const instant = z.iso.datetime().refine((at) => at >= '0001');

function fits(field: AccountSortField, [value, id, ...rest]: readonly CursorValue[]): boolean {
  const valid =
    field === 'ENROLLED_AT' ? instant.safeParse(value).success : Number.isSafeInteger(value);
  return valid && typeof id === 'string' && isId(id) && rest.length === 0;
}
