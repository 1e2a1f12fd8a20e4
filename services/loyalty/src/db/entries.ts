import type { StoreKey } from '@customer-graph/subgraph';
import type { Account } from '../domain/account.ts';
import type { Entry, EntrySource, EntryType } from '../domain/entry.ts';
import type { Owner } from '../domain/owner.ts';
import type { Lot } from '../domain/ledger/lot.ts';
import type { Database, Transaction } from './database.ts';
import { toLot, toSource } from './open-book.ts';

export const entryColumns = `id, store_id AS "storeId", account_id AS "accountId", seq, type, points, reason,
  source_type AS "sourceType", source_id AS "sourceId", source_owner AS "sourceOwner", available_at AS "availableAt", expires_at AS "expiresAt",
  reverses_id AS "reversesId", balance_after AS "balanceAfter", actor, created_at AS "createdAt"`;

export type StoredEntry = Omit<Entry, 'source'> & {
  readonly sourceType: string | null;
  readonly sourceId: string | null;
};

export function toEntry({ sourceType, sourceId, ...entry }: StoredEntry): Entry {
  return { ...entry, source: toSource({ sourceType, sourceId }) };
}

/** Entries of the store by id. */
export async function findEntries(
  { query }: Database,
  storeId: string,
  ids: readonly string[],
): Promise<Entry[]> {
  const rows = await query<StoredEntry>(
    'entries-by-id',
    `SELECT ${entryColumns} FROM entries WHERE store_id = $1 AND id = ANY ($2::uuid[])`,
    [storeId, ids],
  );
  return rows.map(toEntry);
}

/** What an entry pays for: a thing that its owner has named. */
export interface OwnedSource {
  readonly types: readonly EntryType[];
  readonly source: EntrySource;
  readonly owner: Owner;
}

/** The first such entry that the account, or one that it has taken over, has. */
export async function findEntryOfSource(
  tx: Transaction,
  { storeId, id: accountId }: Account,
  { types, source, owner: sourceOwner }: OwnedSource,
): Promise<Entry | null> {
  const row = await tx.entry.findFirst({
    where: {
      ...{ storeId, sourceType: source.type, sourceId: source.id, sourceOwner },
      type: { in: [...types] },
      account: { storeId, OR: [{ id: accountId }, { mergedInto: accountId }] },
    },
    orderBy: [{ type: 'asc' }, { id: 'asc' }],
  });
  return row && fromRow(row);
}

type Figure = 'seq' | 'points' | 'balanceAfter';

/** An entry as a transaction reads it: 64-bit figures, all within what a number holds. */
export function fromRow({
  seq,
  points,
  balanceAfter,
  ...entry
}: Omit<StoredEntry, Figure> & Readonly<Record<Figure, bigint>>): Entry {
  return toEntry({
    ...entry,
    seq: Number(seq),
    points: Number(points),
    balanceAfter: Number(balanceAfter),
  });
}

/** Whether there is such an entry. */
export const hasSource = async (...asked: Parameters<typeof findEntryOfSource>): Promise<boolean> =>
  (await findEntryOfSource(...asked)) !== null;

/** What has become of a positive or negative entry since: as much of it as later entries name. */
export interface Aftermath {
  /** Points reversed already, less those given again. */
  readonly reversed: number;
  /** Points of its lot that have expired, wherever merges have brought them; 0 for a spend. */
  readonly expired: number;
}

export async function findAftermath(
  tx: Transaction,
  { storeId, id }: StoreKey,
): Promise<Aftermath> {
  const [row] = await tx.$queryRaw<{ reversed: bigint; expired: bigint }[]>`
    SELECT (SELECT abs(coalesce(sum(points), 0))::bigint FROM entries
            WHERE store_id = ${storeId} AND reverses_id = ${id}::uuid) AS reversed,
           (SELECT coalesce(sum(a.points), 0)::bigint
            FROM allocations a JOIN entries e ON e.store_id = a.store_id AND e.id = a.entry_id
            WHERE a.store_id = ${storeId} AND e.type = 'EXPIRE' AND a.lot_id IN (
              SELECT entry_id FROM lots
              WHERE store_id = ${storeId} AND (entry_id = ${id}::uuid OR origin_id = ${id}::uuid))) AS expired`;
  return { reversed: Number(row?.reversed ?? 0), expired: Number(row?.expired ?? 0) };
}

/** What a spend took from each lot less what was given back, in the order it was taken, with the lots as they are. */
export async function findSpentParts(
  tx: Transaction,
  { storeId, id }: StoreKey,
): Promise<{ lot: Lot; points: number }[]> {
  const rows = await tx.$queryRaw<(Parameters<typeof toLot>[0] & { spent: bigint })[]>`
    SELECT l.entry_id AS "entryId", l.points, l.remaining, l.held, l.available_at AS "availableAt", l.activated,
           l.expires_at AS "expiresAt", l.counts_for_tier AS "countsForTier", l.origin_id AS "originId", l.created_at AS "createdAt",
           (moved.taken - moved.returned)::bigint AS spent
    FROM (
      SELECT a.lot_id, min(a.id::text) AS first,
             coalesce(sum(a.points) FILTER (WHERE a.kind = 'TAKE'), 0) AS taken,
             coalesce(sum(a.points) FILTER (WHERE a.kind = 'RETURN'), 0) AS returned
      FROM allocations a JOIN entries e ON e.store_id = a.store_id AND e.id = a.entry_id
      WHERE e.store_id = ${storeId} AND (e.id = ${id}::uuid OR e.reverses_id = ${id}::uuid)
      GROUP BY a.lot_id
    ) AS moved JOIN lots l ON l.store_id = ${storeId} AND l.entry_id = moved.lot_id
    WHERE moved.taken > moved.returned ORDER BY moved.first`;
  return rows.map(({ spent, ...lot }) => ({ lot: toLot(lot), points: Number(spent) }));
}
