import type { StoreKey } from '@customer-graph/subgraph';
import type { Transaction } from './database.ts';

/**
 * Clears free text of an account and those it has taken over: reasons and sources of entries, sources of holds. The database
 * lets nothing else of an entry change. What the module itself wrote about expiry stays.
 */
export async function blankEntries(tx: Transaction, { storeId, id }: StoreKey): Promise<void> {
  await tx.$executeRaw`
    UPDATE entries SET reason = '', source_type = NULL, source_id = NULL
    WHERE store_id = ${storeId} AND account_id IN (
        SELECT id FROM accounts WHERE store_id = ${storeId} AND (id = ${id}::uuid OR merged_into = ${id}::uuid))
      AND type <> 'EXPIRE' AND (reason <> '' OR source_type IS NOT NULL)`;
  await tx.$executeRaw`
    UPDATE holds SET source_type = NULL, source_id = NULL
    WHERE store_id = ${storeId} AND account_id IN (
        SELECT id FROM accounts WHERE store_id = ${storeId} AND (id = ${id}::uuid OR merged_into = ${id}::uuid))
      AND source_type IS NOT NULL`;
}

/** Forgets keys of calls by the customer, and of calls whose outcome is on its accounts: callers choose keys freely. */
export async function forgetCalls(
  tx: Transaction,
  storeId: string,
  customerId: string,
  accountId: string | null,
): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM idempotency_keys WHERE store_id = ${storeId} AND actor = ${`customer:${customerId}`}`;
  if (accountId === null) return;
  await tx.$executeRaw`
    DELETE FROM idempotency_keys WHERE store_id = ${storeId} AND outcome IN (
      SELECT made.id::text FROM accounts a
      CROSS JOIN LATERAL (
        SELECT id FROM entries WHERE store_id = ${storeId} AND account_id = a.id
        UNION ALL SELECT id FROM holds WHERE store_id = ${storeId} AND account_id = a.id) AS made
      WHERE a.store_id = ${storeId} AND (a.id = ${accountId}::uuid OR a.merged_into = ${accountId}::uuid))`;
}
