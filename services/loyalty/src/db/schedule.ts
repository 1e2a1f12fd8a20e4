import type { Database } from './database.ts';
import { earnedSql } from './tier-points.ts';

/** Customers of the store with something that has fallen due: points to activate or expire, holds to lapse. */
export async function findDueCustomers(
  { query }: Database,
  storeId: string,
  at: Date,
  limit: number,
): Promise<string[]> {
  const rows = await query<{ customerId: string }>(
    'due-customers',
    `SELECT customer_id AS "customerId" FROM accounts WHERE id IN (
       (SELECT account_id FROM lots WHERE store_id = $1 AND NOT activated AND remaining > 0 AND available_at <= $2
        ORDER BY available_at LIMIT $3)
       UNION
       (SELECT account_id FROM lots WHERE store_id = $1 AND activated AND remaining > held AND expires_at <= $2
        ORDER BY expires_at LIMIT $3)
       UNION
       (SELECT account_id FROM holds WHERE store_id = $1 AND status = 'ACTIVE' AND expires_at <= $2
        ORDER BY expires_at LIMIT $3))`,
    [storeId, at, limit],
  );
  return rows.map(({ customerId }) => customerId);
}

/** An account with the points that its tier goes by. */
export interface TierStanding {
  readonly id: string;
  readonly customerId: string;
  readonly tierKey: string;
  readonly tierSince: Date;
  readonly tierShortSince: Date | null;
  readonly points: number;
}

/** The next accounts of the store by id, with their qualifying points from `from` (null: ever) to `now`. */
export function findTierStandings(
  { query }: Database,
  storeId: string,
  from: Date | null,
  now: Date,
  afterId: string | null,
  limit: number,
): Promise<TierStanding[]> {
  return query(
    'tier-standings',
    `WITH page AS (
       SELECT id, customer_id AS "customerId", tier_key AS "tierKey", tier_since AS "tierSince",
              tier_short_since AS "tierShortSince"
       FROM accounts WHERE store_id = $1 AND ($3::uuid IS NULL OR id > $3) ORDER BY id LIMIT $4)
     SELECT page.*, standing.points FROM page
     CROSS JOIN LATERAL (${earnedSql('page.id', '$2', '$5')}) AS standing ORDER BY id`,
    [storeId, from ?? new Date(0), afterId, limit, now],
  );
}

/** Whether the store's run of this day, given as YYYY-MM-DD, has been completed. */
export async function isRunFinished(
  { query }: Database,
  storeId: string,
  day: string,
): Promise<boolean> {
  const rows = await query(
    'finished-run',
    'SELECT 1 FROM schedule_runs WHERE store_id = $1 AND day = $2::date',
    [storeId, day],
  );
  return rows.length > 0;
}

export async function finishRun({ query }: Database, storeId: string, day: string): Promise<void> {
  await query(
    'finish-run',
    `INSERT INTO schedule_runs (store_id, day, finished_at) VALUES ($1, $2::date, now()) ON CONFLICT DO NOTHING`,
    [storeId, day],
  );
}

/** Forgets outcomes of calls that nobody will repeat any more. */
export async function tidy({ query }: Database): Promise<void> {
  await query(
    'tidy-idempotency-keys',
    `DELETE FROM idempotency_keys WHERE created_at < now() - INTERVAL '7 days'`,
    [],
  );
}
