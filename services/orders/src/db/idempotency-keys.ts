import type { Database } from './database.ts';

const batch = 1_000;

/** Forgets outcomes of calls that nobody will repeat any more. A statement has its time, however many there are. */
export async function forgetOldKeys({ query }: Database, signal: AbortSignal): Promise<void> {
  let removed: unknown[] | undefined;
  while (!signal.aborted && (!removed || removed.length === batch))
    removed = await query(
      'forget-old-keys',
      `DELETE FROM idempotency_keys WHERE (store_id, actor, operation, key) IN (
         SELECT store_id, actor, operation, key FROM idempotency_keys
         WHERE created_at < now() - INTERVAL '7 days' LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING 1`,
      [batch],
    );
}
