import type { Account } from '../domain/account.ts';
import type { EntrySource } from '../domain/entry.ts';
import type { HoldStatus, PinnedHold } from '../domain/hold.ts';
import type { Lot } from '../domain/ledger/lot.ts';
import type { Transaction } from './database.ts';

/**
 * Open lots of a locked account: all of them or, given how many points are to be spent at a moment, those that are held or
 * due by then, and the first in spending order that cover the points.
 */
export async function findOpenLots(
  tx: Transaction,
  account: Account,
  now: Date,
  spends: number | null,
): Promise<Lot[]> {
  if (account.available + account.pending + account.held === 0) return [];
  const rows = await tx.$queryRaw<StoredLot[]>`
    SELECT entry_id AS "entryId", points, remaining, held, available_at AS "availableAt", activated,
           expires_at AS "expiresAt", counts_for_tier AS "countsForTier", origin_id AS "originId", created_at AS "createdAt"
    FROM (
      SELECT lots.*, loose.points AS loose,
             sum(loose.points) OVER (ORDER BY expires_at, created_at, entry_id) AS reached
      FROM lots CROSS JOIN LATERAL (
        SELECT CASE WHEN activated AND (expires_at IS NULL OR expires_at > ${now}) THEN remaining - held ELSE 0 END AS points
      ) AS loose
      WHERE store_id = ${account.storeId} AND account_id = ${account.id}::uuid AND remaining > 0
    ) AS open
    WHERE ${spends}::bigint IS NULL OR held > 0 OR expires_at <= ${now} OR (NOT activated AND available_at <= ${now})
      OR (loose > 0 AND reached - loose < ${spends}::bigint)`;
  return rows.map(toLot);
}

type StoredLot = Omit<Lot, 'points' | 'remaining' | 'held'> &
  Readonly<Record<'points' | 'remaining' | 'held', bigint>>;

export const toLot = (row: StoredLot): Lot => ({
  ...row,
  points: Number(row.points),
  remaining: Number(row.remaining),
  held: Number(row.held),
});

/** The active holds of a locked account with the lots they pin, in spending order. */
export async function findActiveHolds(tx: Transaction, account: Account): Promise<PinnedHold[]> {
  if (account.held === 0) return [];
  const rows = await tx.$queryRaw<(StoredHold & Pick<PinnedHold, 'pins'>)[]>`
    SELECT h.id, h.account_id AS "accountId", h.points, h.status::text AS status, h.source_type AS "sourceType",
           h.source_id AS "sourceId", h.actor, h.created_at AS "createdAt", h.expires_at AS "expiresAt", pinned.pins
    FROM holds h CROSS JOIN LATERAL (
      SELECT json_agg(json_build_object('lotId', p.lot_id, 'points', p.points)
                      ORDER BY l.expires_at NULLS LAST, l.created_at, l.entry_id) AS pins
      FROM hold_lots p JOIN lots l ON l.store_id = p.store_id AND l.entry_id = p.lot_id
      WHERE p.store_id = h.store_id AND p.hold_id = h.id
    ) AS pinned
    WHERE h.store_id = ${account.storeId} AND h.account_id = ${account.id}::uuid AND h.status = 'ACTIVE'`;
  return rows.map(({ pins, ...hold }) => ({ ...toHold(hold), pins }));
}

interface StoredHold {
  readonly id: string;
  readonly accountId: string;
  readonly points: bigint | number;
  readonly status: HoldStatus;
  readonly sourceType: string | null;
  readonly sourceId: string | null;
  readonly actor: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export const toHold = (row: StoredHold) => ({
  id: row.id,
  accountId: row.accountId,
  points: Number(row.points),
  status: row.status,
  source: toSource(row),
  actor: row.actor,
  createdAt: row.createdAt,
  expiresAt: row.expiresAt,
});

export const toSource = (row: {
  readonly sourceType: string | null;
  readonly sourceId: string | null;
}): EntrySource | null =>
  row.sourceType !== null && row.sourceId !== null
    ? { type: row.sourceType, id: row.sourceId }
    : null;
