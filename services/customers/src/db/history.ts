import { newId, type Page } from '@customer-graph/subgraph';
import type { Database, Transaction } from './database.ts';

export interface HistoryEntry {
  readonly id: string;
  readonly customerId: string;
  readonly at: Date;
  readonly type: HistoryType;
  readonly actor: string;
  readonly detail: string | null;
}

/** What can happen to an account. */
export type HistoryType =
  | 'REGISTERED'
  | 'CREATED'
  | 'EMAIL_VERIFIED'
  | 'EMAIL_CHANGED'
  | 'PASSWORD_CHANGED'
  | 'PASSWORD_RESET'
  | 'PROFILE_CHANGED'
  | 'PREFERENCES_CHANGED'
  | 'ADDRESS_ADDED'
  | 'ADDRESS_CHANGED'
  | 'ADDRESS_REMOVED'
  | 'ACTIVATED'
  | 'DEACTIVATED'
  | 'MERGED'
  | 'MERGED_IN'
  | 'EXPORT_REQUESTED'
  | 'ERASURE_REQUESTED'
  | 'ERASURE_CANCELLED'
  | 'ERASED'
  | 'SIGNED_OUT_EVERYWHERE'
  | 'REFRESH_TOKEN_REUSED';

export async function recordHistory(
  tx: Transaction,
  customer: { readonly id: string; readonly storeId: string },
  entry: { readonly type: HistoryType; readonly actor: string; readonly detail?: string | null },
): Promise<void> {
  const { id: customerId, storeId } = customer;
  await tx.historyEntry.create({ data: { id: newId(), customerId, storeId, ...entry } });
}

/** For each customer its newest entries after the cursor, one more than the page holds; one statement for all. */
export async function selectHistories(
  { query }: Database,
  storeId: string,
  customerIds: readonly string[],
  { limit, cursor }: Page,
): Promise<HistoryEntry[]> {
  const [at = null, id = null] = cursor ?? [];
  return query<HistoryEntry>(
    'customer-histories',
    `SELECT h.id, h.customer_id AS "customerId", h.at, h.type, h.actor, h.detail
     FROM unnest($2::uuid[]) AS c(id)
     CROSS JOIN LATERAL (
       SELECT * FROM customer_history
       WHERE store_id = $1 AND customer_id = c.id
         AND ($4::timestamptz IS NULL OR (at, id) < ($4::timestamptz, $5::uuid))
       ORDER BY at DESC, id DESC LIMIT $3) AS h
     ORDER BY h.at DESC, h.id DESC`,
    [storeId, customerIds, limit + 1, at, id],
  );
}
