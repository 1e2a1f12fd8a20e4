import type { Database } from './database.ts';

const firstWaitSeconds = 30;
const longestWaitSeconds = 900;

/**
 * Counts an attempt unless the key is blocked. From the `free`th attempt on each one blocks the key, twice as long each
 * time; an hour without attempts is forgotten. One statement, so that of any number at once no more than `free` pass.
 * @returns seconds until the next attempt may be made; 0 when this one was counted
 */
export async function countAttempt(
  { query }: Database,
  key: string,
  free: number,
): Promise<number> {
  const counted = await query(
    'count-attempt',
    `INSERT INTO throttles AS t (key, attempts, since) VALUES ($1, 1, now())
     ON CONFLICT (key) DO UPDATE SET
       attempts = CASE WHEN t.since < now() - INTERVAL '1 hour' THEN 1 ELSE t.attempts + 1 END,
       blocked_until = CASE
         WHEN t.since < now() - INTERVAL '1 hour' OR t.attempts + 1 < $2::int THEN NULL
         ELSE now() + least($3 * 2.0 ^ least(t.attempts + 1 - $2::int, 30), $4) * INTERVAL '1 second' END,
       since = now()
     WHERE t.blocked_until IS NULL OR t.blocked_until <= now()
     RETURNING attempts`,
    [key, free, firstWaitSeconds, longestWaitSeconds],
  );
  if (counted.length > 0) return 0;
  const [row] = await query<{ seconds: number }>(
    'attempt-wait',
    `SELECT greatest(1, ceil(extract(epoch FROM blocked_until - now())))::int AS seconds
     FROM throttles WHERE key = $1`,
    [key],
  );
  return row?.seconds ?? 1;
}

/** Takes one counted attempt back. */
export async function forgiveAttempt(
  { query }: Database,
  key: string,
  free: number,
): Promise<void> {
  await query(
    'forgive-attempt',
    `UPDATE throttles SET attempts = greatest(attempts - 1, 0),
       blocked_until = CASE WHEN attempts - 1 < $2::int THEN NULL ELSE blocked_until END
     WHERE key = $1`,
    [key, free],
  );
}

export async function forgetAttempts({ query }: Database, key: string): Promise<void> {
  await query('forget-attempts', 'DELETE FROM throttles WHERE key = $1', [key]);
}

/** Counts up to `limit` in an hour from the first. @returns false when that many were counted already */
export async function countInHour(
  { query }: Database,
  key: string,
  limit: number,
): Promise<boolean> {
  const counted = await query(
    'count-in-hour',
    `INSERT INTO throttles AS t (key, attempts, since) VALUES ($1, 1, now())
     ON CONFLICT (key) DO UPDATE SET
       attempts = CASE WHEN t.since < now() - INTERVAL '1 hour' THEN 1 ELSE t.attempts + 1 END,
       since = CASE WHEN t.since < now() - INTERVAL '1 hour' THEN now() ELSE t.since END
     WHERE t.attempts < $2::int OR t.since < now() - INTERVAL '1 hour'
     RETURNING attempts`,
    [key, limit],
  );
  return counted.length > 0;
}
