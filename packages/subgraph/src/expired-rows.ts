import type { Query } from './database.ts';

/** Rows that nothing refers to any more. Names and conditions are written in code and never come from callers. */
export interface ExpiredRows {
  readonly table: string;
  /** The columns of its primary key. */
  readonly key: readonly string[];
  readonly condition: string;
  /** How many go in one statement; fewer where rows of other tables go with each. */
  readonly atOnce?: number;
}

/** A run removes no more batches than a stop can wait for; the next one goes on. */
const batches = 200;

/**
 * Removes expired rows a batch at a time, because each statement has its time limit, however many rows there are. Safe on
 * several instances at once: they pass by rows that another one is removing. @returns how many were removed
 */
export async function deleteExpired(
  query: Query,
  { table, key, condition, atOnce = 1_000 }: ExpiredRows,
  signal?: AbortSignal,
): Promise<number> {
  const columns = key.join(', ');
  const reason = key.includes('store_id') ? '/* across stores: expired rows */ ' : '';
  let removed = 0;
  for (let batch = 0; batch < batches && !signal?.aborted; batch += 1) {
    const rows = await query(
      `delete-expired-${table}`,
      `${reason}DELETE FROM ${table} WHERE (${columns}) IN (
         SELECT ${columns} FROM ${table} WHERE ${condition} LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING 1`,
      [atOnce],
    );
    removed += rows.length;
    if (rows.length < atOnce) break;
  }
  return removed;
}

/** Keys of calls that nobody repeats any more. */
export const expiredIdempotencyKeys: ExpiredRows = {
  table: 'idempotency_keys',
  key: ['store_id', 'actor', 'operation', 'key'],
  condition: "created_at < now() - INTERVAL '7 days'",
};
