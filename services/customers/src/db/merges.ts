import type { Transaction } from './database.ts';

interface Pair {
  readonly storeId: string;
  readonly sourceId: string;
  readonly targetId: string;
}

/**
 * Moves addresses of one locked customer to another as far as it has room, defaults and the newest first. One becomes a
 * default only where the other customer has none.
 */
export async function moveAddresses(
  tx: Transaction,
  { storeId, sourceId, targetId }: Pair,
): Promise<void> {
  await tx.$executeRaw`
    WITH places AS (
      SELECT slot, row_number() OVER (ORDER BY slot) AS turn FROM generate_series(1, 100) AS free(slot)
      WHERE NOT EXISTS (
        SELECT 1 FROM addresses a
        WHERE a.store_id = ${storeId} AND a.customer_id = ${targetId}::uuid AND a.slot = free.slot)),
    moving AS (
      SELECT id, row_number() OVER (
        ORDER BY (is_default_shipping OR is_default_billing) DESC, created_at DESC, id DESC) AS turn
      FROM addresses WHERE store_id = ${storeId} AND customer_id = ${sourceId}::uuid),
    taken AS (
      SELECT coalesce(bool_or(is_default_shipping), false) AS shipping, coalesce(bool_or(is_default_billing), false) AS billing
      FROM addresses WHERE store_id = ${storeId} AND customer_id = ${targetId}::uuid)
    UPDATE addresses a SET customer_id = ${targetId}::uuid, slot = places.slot,
      is_default_shipping = a.is_default_shipping AND NOT taken.shipping,
      is_default_billing = a.is_default_billing AND NOT taken.billing
    FROM moving JOIN places USING (turn), taken
    WHERE a.store_id = ${storeId} AND a.id = moving.id`;
}

/** What one locked customer said about advertising, and what happened to it, becomes the other one's record. */
export async function moveRecords(
  tx: Transaction,
  { storeId, sourceId, targetId }: Pair,
): Promise<void> {
  const where = { storeId, customerId: sourceId };
  const data = { customerId: targetId };
  await tx.consentChange.updateMany({ where, data });
  await tx.historyEntry.updateMany({ where, data });
}
