import type { StoreKey } from '@customer-graph/subgraph';
import { groupBy } from '../domain/group.ts';
import type { Database } from './database.ts';

/** A stored figure that the ledger does not bear out. */
export interface Difference {
  readonly storeId: string;
  readonly accountId: string;
  /** What is compared, such as `available`, or `remaining of lot …`. */
  readonly what: string;
  readonly stored: number;
  readonly rebuilt: number;
}

const batch = 500;

/** Rebuilds the figures of all accounts from their entries, allocations and holds, and compares. */
export async function findDifferences(
  db: Database,
): Promise<{ accounts: number; differences: Difference[] }> {
  const differences: Difference[] = [];
  let accounts = 0;
  let after: StoreKey = { storeId: '', id: '00000000-0000-0000-0000-000000000000' };
  for (;;) {
    const page: StoreKey[] = await db.query<StoreKey & Record<string, unknown>>(
      'reconcile-page',
      `/* across stores: accounts to reconcile */
       SELECT store_id AS "storeId", id FROM accounts WHERE (store_id, id) > ($1, $2::uuid)
       ORDER BY store_id, id LIMIT $3`,
      [after.storeId, after.id, batch],
    );
    const last = page.at(-1);
    if (!last) return { accounts, differences };
    for (const [storeId, keys] of groupBy(page, (key) => key.storeId)) {
      const ids = keys.map(({ id }) => id);
      differences.push(...(await findDifferencesOf(db, storeId, ids)));
    }
    accounts += page.length;
    after = last;
  }
}

/** The same of some accounts of a store. One statement sees one moment, so writes going on meanwhile are no differences. */
export const findDifferencesOf = (
  { query }: Database,
  storeId: string,
  accountIds: readonly string[],
): Promise<Difference[]> => query('reconcile', reconcileSql, [storeId, accountIds]);

const reconcileSql = `
WITH account AS (SELECT * FROM accounts WHERE store_id = $1 AND id = ANY ($2::uuid[])),
entry AS (
  SELECT e.*, sum(points) OVER (PARTITION BY account_id ORDER BY seq) AS running,
         row_number() OVER (PARTITION BY account_id ORDER BY seq) AS number
  FROM entries e WHERE store_id = $1 AND account_id = ANY ($2::uuid[])),
allocation AS (
  SELECT a.*, e.account_id, e.type FROM allocations a JOIN entry e ON e.id = a.entry_id
  WHERE a.store_id = $1),
moved AS (
  SELECT lot_id, sum(CASE kind WHEN 'RETURN' THEN points ELSE -points END) AS points FROM allocation
  WHERE lot_id IS NOT NULL GROUP BY lot_id),
reversal AS (
  SELECT reverses_id, abs(sum(points)) AS points FROM entries
  WHERE store_id = $1 AND reverses_id IN (SELECT id FROM entry) GROUP BY reverses_id),
pinned AS (
  SELECT p.lot_id, sum(p.points) AS points FROM hold_lots p
  JOIN holds h ON h.store_id = p.store_id AND h.id = p.hold_id
  WHERE h.store_id = $1 AND h.account_id = ANY ($2::uuid[]) AND h.status = 'ACTIVE' GROUP BY p.lot_id),
lot AS (
  SELECT l.*, e.points AS given, l.points + coalesce(m.points, 0) AS left_over, coalesce(p.points, 0) AS pinned,
         coalesce(r.points, 0) AS taken_back
  FROM lots l JOIN entry e ON e.id = l.entry_id LEFT JOIN moved m ON m.lot_id = l.entry_id
  LEFT JOIN pinned p ON p.lot_id = l.entry_id LEFT JOIN reversal r ON r.reverses_id = l.entry_id
  WHERE l.store_id = $1),
by_lots AS (
  SELECT account_id, sum(left_over - pinned) FILTER (WHERE activated) AS available,
         sum(left_over) FILTER (WHERE NOT activated) AS pending, sum(pinned) AS held FROM lot GROUP BY account_id),
by_entries AS (
  SELECT account_id, max(number) AS entries, sum(points) AS balance FROM entry GROUP BY account_id),
lifetime AS (
  SELECT coalesce(a.merged_into, a.id) AS account_id,
         sum(e.points) FILTER (WHERE e.type IN ('EARN', 'ADJUST_UP', 'REVERSE_EARN')) AS earned,
         -sum(e.points) FILTER (WHERE e.type IN ('REDEEM', 'ADJUST_DOWN', 'REVERSE_REDEEM')) AS redeemed,
         -sum(e.points) FILTER (WHERE e.type = 'EXPIRE') AS expired
  FROM accounts a JOIN entries e ON e.store_id = a.store_id AND e.account_id = a.id
  WHERE a.store_id = $1 AND (a.merged_into = ANY ($2::uuid[]) OR a.id = ANY ($2::uuid[]) AND a.merged_into IS NULL)
  GROUP BY coalesce(a.merged_into, a.id)),
by_debts AS (
  SELECT account_id, sum(CASE kind WHEN 'DEBT' THEN points ELSE -points END) AS debt FROM allocation
  WHERE kind IN ('DEBT', 'PAY_DEBT') GROUP BY account_id),
by_holds AS (
  SELECT account_id, sum(points) AS held FROM holds
  WHERE store_id = $1 AND account_id = ANY ($2::uuid[]) AND status = 'ACTIVE' GROUP BY account_id),
figure AS (
  SELECT a.id, figure.* FROM account a LEFT JOIN by_lots l ON l.account_id = a.id
  LEFT JOIN by_entries e ON e.account_id = a.id LEFT JOIN by_debts d ON d.account_id = a.id
  LEFT JOIN by_holds h ON h.account_id = a.id LEFT JOIN lifetime t ON t.account_id = a.id
  CROSS JOIN LATERAL (VALUES
    ('available', a.available, l.available), ('pending', a.pending, l.pending), ('held', a.held, l.held),
    ('held by holds', a.held, h.held), ('debt', a.debt, d.debt), ('lifetime earned', a.lifetime_earned, t.earned),
    ('lifetime redeemed', a.lifetime_redeemed, t.redeemed), ('lifetime expired', a.lifetime_expired, t.expired),
    ('number of entries', a.last_seq, e.entries),
    ('balance', a.available + a.pending + a.held - a.debt, e.balance)) AS figure(what, stored, rebuilt)
  UNION ALL
  SELECT account_id, 'balance after entry ' || id, balance_after, running FROM entry
  UNION ALL
  SELECT account_id, 'number of entry ' || id, seq, number FROM entry
  UNION ALL
  SELECT l.account_id, figure.what || l.entry_id, figure.stored, figure.rebuilt FROM lot l
  CROSS JOIN LATERAL (VALUES
    ('points of lot ', l.points, l.given), ('remaining of lot ', l.remaining, l.left_over),
    ('held of lot ', l.held, l.pinned), ('taken back of lot ', l.reversed, l.taken_back)
  ) AS figure(what, stored, rebuilt)
  UNION ALL
  SELECT e.account_id, figure.what || o.order_id, figure.stored, figure.rebuilt
  FROM order_earnings o JOIN entry e ON e.id = o.entry_id LEFT JOIN reversal r ON r.reverses_id = e.id
  CROSS JOIN LATERAL (VALUES
    ('earned by order ', o.earned, e.points),
    ('taken back for order ', o.taken_back, least(o.taken_back, coalesce(r.points, 0)))
  ) AS figure(what, stored, rebuilt)
  WHERE o.store_id = $1
  UNION ALL
  SELECT e.account_id, 'allocated of entry ' || e.id, e.points,
         (SELECT sum(CASE kind WHEN 'RETURN' THEN a.points ELSE -a.points END) FROM allocations a
          WHERE a.store_id = $1 AND a.entry_id = e.id)
  FROM entry e WHERE e.type NOT IN ('EARN', 'ADJUST_UP', 'MERGE_IN'))
SELECT account.store_id AS "storeId", figure.id AS "accountId", what, stored::float8 AS stored,
       coalesce(rebuilt, 0)::float8 AS rebuilt
FROM figure JOIN account ON account.id = figure.id
WHERE stored IS DISTINCT FROM coalesce(rebuilt, 0) ORDER BY figure.id, what`;
