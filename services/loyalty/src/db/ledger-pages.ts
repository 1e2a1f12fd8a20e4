import type { Page } from '@customer-graph/subgraph';
import type { Entry } from '../domain/entry.ts';
import type { Database } from './database.ts';
import { entryColumns, toEntry, type StoredEntry } from './entries.ts';

/** Conditions on entries; null leaves one out. */
export interface EntryConditions {
  readonly type: readonly string[] | null;
  readonly from: Date | null;
  readonly to: Date | null;
}

const matching = `store_id = $1 AND account_id = account.id AND ($3::text[] IS NULL OR type::text = ANY ($3))
  AND ($4::timestamptz IS NULL OR created_at >= $4) AND ($5::timestamptz IS NULL OR created_at < $5)`;

function entryPagesSql(backward: boolean, after: boolean): string {
  const [way, beyond] = backward ? ['ASC', '>'] : ['DESC', '<'];
  return `SELECT page.* FROM unnest($2::uuid[]) AS account(id)
    CROSS JOIN LATERAL (
      SELECT ${entryColumns} FROM entries WHERE ${matching} ${after ? `AND seq ${beyond} $7` : ''}
      ORDER BY seq ${way} LIMIT $6
    ) AS page`;
}

/** A page of each account's ledger in one statement: one entry more than the page holds, in the page's direction. */
export async function selectEntryPages(
  { query }: Database,
  storeId: string,
  accountIds: readonly string[],
  { type, from, to }: EntryConditions,
  { limit, backward, cursor }: Page,
): Promise<Entry[]> {
  const rows = await query<StoredEntry>(
    `entry-pages-${backward ? 'backward' : 'forward'}-${cursor ? 'after' : 'first'}`,
    entryPagesSql(backward, cursor !== null),
    [storeId, accountIds, type, from, to, limit + 1, ...(cursor ? [cursor[0]] : [])],
  );
  return rows.map(toEntry);
}

/** How many entries of each account match, in one statement. */
export function countEntries(
  { query }: Database,
  storeId: string,
  accountIds: readonly string[],
  { type, from, to }: EntryConditions,
): Promise<{ id: string; count: number }[]> {
  return query(
    'count-entries',
    `SELECT account.id, (SELECT count(*) FROM entries WHERE ${matching}) AS count
     FROM unnest($2::uuid[]) AS account(id)`,
    [storeId, accountIds, type, from, to],
  );
}

/** The lots that entries moved, in the order they were moved. A lot's own payments of debt are not shown as moves. */
export function findMovedLots(
  { query }: Database,
  storeId: string,
  entryIds: readonly string[],
): Promise<{ entryId: string; lotEntryId: string; points: number; lotExpiresAt: Date | null }[]> {
  return query(
    'moved-lots',
    `SELECT a.entry_id AS "entryId", a.lot_id AS "lotEntryId", a.points, l.expires_at AS "lotExpiresAt"
     FROM allocations a JOIN lots l ON l.store_id = a.store_id AND l.entry_id = a.lot_id
     WHERE a.store_id = $1 AND a.entry_id = ANY ($2::uuid[]) AND a.kind IN ('TAKE', 'RETURN') ORDER BY a.entry_id, a.id`,
    [storeId, entryIds],
  );
}

/** Free points of many accounts that expire before a moment, by when they do. */
export function findExpiring(
  { query }: Database,
  storeId: string,
  accountIds: readonly string[],
  before: Date,
): Promise<{ accountId: string; points: number; expiresAt: Date }[]> {
  return query(
    'expiring-points',
    `SELECT account_id AS "accountId", expires_at AS "expiresAt", sum(remaining - held)::bigint AS points FROM lots
     WHERE store_id = $1 AND account_id = ANY ($2::uuid[]) AND remaining > 0 AND activated AND expires_at < $3
     GROUP BY account_id, expires_at HAVING sum(remaining - held) > 0 ORDER BY account_id, expires_at`,
    [storeId, accountIds, before],
  );
}
