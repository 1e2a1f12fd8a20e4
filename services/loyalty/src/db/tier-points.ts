import type { StoreKey } from '@customer-graph/subgraph';
import type { Database, Transaction } from './database.ts';

/**
 * Points of an account that count for its tier: such as could be spent since `from` (null: ever) and by `now`, and were not
 * taken back. What was given on an account counts for whoever has taken that account over.
 */
export async function qualifyingPoints(
  tx: Transaction,
  { storeId, id }: StoreKey,
  from: Date | null,
  now: Date,
): Promise<number> {
  const [row] = await tx.$queryRaw<{ points: bigint }[]>`
    SELECT coalesce(sum(points - reversed), 0)::bigint AS points FROM lots
    WHERE store_id = ${storeId} AND account_id IN (
        SELECT id FROM accounts WHERE store_id = ${storeId} AND (id = ${id}::uuid OR merged_into = ${id}::uuid))
      AND counts_for_tier AND available_at BETWEEN ${from ?? new Date(0)} AND ${now}`;
  return Number(row?.points ?? 0);
}

/** The same for many accounts in one statement. */
export async function qualifyingPointsOf(
  { query }: Database,
  storeId: string,
  accountIds: readonly string[],
  from: Date | null,
  now: Date,
): Promise<Map<string, number>> {
  const rows = await query<{ id: string; points: number }>('qualifying-points', qualifyingSql, [
    storeId,
    accountIds,
    from ?? new Date(0),
    now,
  ]);
  return new Map(rows.map(({ id, points }) => [id, points]));
}

/** The same for one account as SQL of one row; `$1` is the store. */
export const earnedSql = (account: string, from: string, now: string): string =>
  `SELECT coalesce(sum(points - reversed), 0)::bigint AS points FROM lots
    WHERE store_id = $1
      AND account_id = ANY (${account} || ARRAY(SELECT id FROM accounts WHERE store_id = $1 AND merged_into = ${account}))
      AND counts_for_tier AND available_at BETWEEN ${from} AND ${now}`;

/** An account and how many qualifying points its tier needs. */
export interface TierNeed {
  readonly id: string;
  readonly least: number;
}

/**
 * When the oldest points of many accounts that their tiers still need became available: once these leave the window, the
 * rest is too little. Null for an account that has too little already.
 */
export async function oldestNeededOf(
  { query }: Database,
  storeId: string,
  needs: readonly TierNeed[],
  from: Date,
  now: Date,
): Promise<(Date | null)[]> {
  const ids = needs.map(({ id }) => id);
  const least = needs.map((need) => need.least);
  const rows = await query<{ at: Date | null }>('oldest-needed', oldestNeededSql, [
    ...[storeId, ids, least, from, now],
  ]);
  return rows.map(({ at }) => at);
}

const oldestNeededSql = `SELECT needed.at FROM unnest($2::uuid[], $3::bigint[]) WITH ORDINALITY AS need(id, least, number)
  CROSS JOIN LATERAL (
    SELECT max(available_at) AS at FROM (
      SELECT available_at, sum(points - reversed) OVER (ORDER BY available_at DESC) AS since FROM lots
      WHERE store_id = $1
        AND account_id = ANY (need.id || ARRAY(SELECT id FROM accounts WHERE store_id = $1 AND merged_into = need.id))
        AND counts_for_tier AND available_at BETWEEN $4 AND $5) AS lot
    WHERE since >= least) AS needed ORDER BY number`;

const qualifyingSql = `SELECT account.id, earned.points FROM unnest($2::uuid[]) AS account(id)
  CROSS JOIN LATERAL (${earnedSql('account.id', '$3', '$4')}) AS earned`;
