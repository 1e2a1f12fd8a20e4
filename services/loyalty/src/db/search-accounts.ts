import type { Page } from '@customer-graph/subgraph';
import type { AccountSortField } from '../domain/list-accounts.ts';
import { accountColumns, type ReadAccount } from './accounts.ts';
import type { Database } from './database.ts';
import { isDueSql } from './schedule.ts';

export interface AccountConditions {
  readonly storeId: string;
  readonly tierKey: string | null;
  readonly minAvailable: number | null;
}

export interface AccountSorting {
  readonly field: AccountSortField;
  readonly direction: 'ASC' | 'DESC';
}

const sorts: Record<AccountSortField, { readonly column: string; readonly type: string }> = {
  ENROLLED_AT: { column: 'enrolled_at', type: 'timestamptz' },
  AVAILABLE: { column: 'available', type: 'bigint' },
  LIFETIME_EARNED: { column: 'lifetime_earned', type: 'bigint' },
};

const matching = `store_id = $1 AND ($2::text IS NULL OR tier_key = $2) AND ($3::bigint IS NULL OR available >= $3)`;
const valuesOf = ({ storeId, tierKey, minAvailable }: AccountConditions) => [
  storeId,
  tierKey,
  minAvailable,
];

/** One row more than the page holds, in the page's direction. */
export function selectAccounts(
  { query }: Database,
  conditions: AccountConditions,
  { field, direction }: AccountSorting,
  { limit, backward, cursor }: Page,
  now: Date,
): Promise<ReadAccount[]> {
  const { column, type } = sorts[field];
  const ascending = (direction === 'ASC') !== backward;
  const [way, beyond] = ascending ? ['ASC', '>'] : ['DESC', '<'];
  const after = cursor ? `AND (${column}, id) ${beyond} ($6::${type}, $7::uuid)` : '';
  return query<ReadAccount>(
    `list-accounts-${field}-${way}-${cursor ? 'after' : 'first'}`,
    `SELECT ${accountColumns}, ${isDueSql('accounts', '$5::timestamptz')} AS due FROM accounts WHERE ${matching} ${after}
     ORDER BY ${column} ${way}, id ${way} LIMIT $4`,
    [...valuesOf(conditions), limit + 1, now, ...(cursor ?? [])],
  );
}

export async function countAccounts(
  { query }: Database,
  conditions: AccountConditions,
): Promise<number> {
  const [row] = await query<{ count: number }>(
    'count-accounts',
    `SELECT count(*) AS count FROM accounts WHERE ${matching}`,
    valuesOf(conditions),
  );
  return row?.count ?? 0;
}
