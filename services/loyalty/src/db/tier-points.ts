import type { Database, Transaction } from './database.ts';

/** Points of an account that count for its tier: given since `from` (null: ever) and not taken back. */
export async function qualifyingPoints(
  tx: Transaction,
  accountId: string,
  from: Date | null,
): Promise<number> {
  const [row] = await tx.$queryRaw<{ points: bigint }[]>`
    SELECT coalesce(sum(points - reversed), 0)::bigint AS points FROM lots
    WHERE account_id = ${accountId}::uuid AND counts_for_tier AND activated
      AND available_at >= ${from ?? new Date(0)}`;
  return Number(row?.points ?? 0);
}

/** The same for many accounts in one statement. */
export async function qualifyingPointsOf(
  { query }: Database,
  accountIds: readonly string[],
  from: Date | null,
): Promise<Map<string, number>> {
  const rows = await query<{ id: string; points: number }>('qualifying-points', qualifyingSql, [
    accountIds,
    from ?? new Date(0),
  ]);
  return new Map(rows.map(({ id, points }) => [id, points]));
}

/** What an account has earned since a moment, as SQL of one row. */
export const earnedSql = (account: string, from: string): string =>
  `SELECT coalesce(sum(points - reversed), 0)::bigint AS points FROM lots
    WHERE account_id = ${account} AND counts_for_tier AND activated AND available_at >= ${from}`;

const qualifyingSql = `SELECT account.id, earned.points FROM unnest($1::uuid[]) AS account(id)
  CROSS JOIN LATERAL (${earnedSql('account.id', '$2')}) AS earned`;
