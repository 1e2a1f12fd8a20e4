import type { Database } from './database.ts';
import { earnedSql } from './tier-points.ts';

const atOnce = 200;

// With its limits written out, every plan of it looks up accounts one by one; one for any limit would read them all.
const due = (table: 'lots' | 'holds', condition: string, moment: string) =>
  `(SELECT account_id FROM ${table} WHERE store_id = $1 AND ${condition} AND ${moment} <= $2
    ORDER BY ${moment} LIMIT ${atOnce})`;
const dueCustomersSql = `SELECT customer_id AS "customerId" FROM accounts WHERE store_id = $1 AND id IN (
    ${due('lots', 'NOT activated AND remaining > 0', 'available_at')}
    UNION ${due('lots', 'activated AND remaining > held', 'expires_at')}
    UNION ${due('holds', "status = 'ACTIVE'", 'expires_at')})`;

/** Whether something of an account has fallen due at a moment, as SQL: what is below, for one account. */
export const isDueSql = (account: string, moment: string): string =>
  `(EXISTS (SELECT 1 FROM lots WHERE store_id = ${account}.store_id AND account_id = ${account}.id AND remaining > 0 AND (NOT activated OR remaining > lots.held)
      AND CASE WHEN activated THEN expires_at ELSE available_at END <= ${moment})
    OR ${account}.held > 0 AND EXISTS (SELECT 1 FROM holds WHERE store_id = ${account}.store_id AND account_id = ${account}.id
      AND status = 'ACTIVE' AND expires_at <= ${moment}))`;

/**
 * Customers of the store with something that has fallen due: points to activate or expire, holds to lapse. At most those of
 * the first 200 of each.
 */
export async function findDueCustomers(
  { query }: Database,
  storeId: string,
  at: Date,
): Promise<string[]> {
  const rows = await query<{ customerId: string }>('due-customers', dueCustomersSql, [storeId, at]);
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
