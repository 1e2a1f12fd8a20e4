import { newId } from '@customer-graph/subgraph';
import type { Database, Transaction } from './database.ts';

/** Consent to advertising was given or withdrawn. */
export interface ConsentChange {
  readonly customerId: string;
  readonly granted: boolean;
  readonly source: string;
  readonly changedAt: Date;
}

export async function recordConsent(
  tx: Transaction,
  { id: customerId, storeId }: { readonly id: string; readonly storeId: string },
  change: { granted: boolean; source: string; changedAt: Date },
): Promise<void> {
  await tx.consentChange.create({ data: { id: newId(), customerId, storeId, ...change } });
}

/** Removes the consents of who has registered an address that was somebody else's. */
export async function removeConsents(
  tx: Transaction,
  { id: customerId, storeId }: { readonly id: string; readonly storeId: string },
): Promise<void> {
  await tx.consentChange.deleteMany({ where: { customerId, storeId } });
}

/** The newest changes of each customer, newest first, of two at one moment the withdrawal; one statement for all. */
export function selectConsentChanges(
  { query }: Database,
  storeId: string,
  customerIds: readonly string[],
  limit: number,
): Promise<ConsentChange[]> {
  return query<ConsentChange>(
    'consent-changes',
    `SELECT h.customer_id AS "customerId", h.granted, h.source, h.changed_at AS "changedAt"
     FROM unnest($2::uuid[]) AS c(id)
     CROSS JOIN LATERAL (
       SELECT * FROM consent_changes WHERE store_id = $1 AND customer_id = c.id
       ORDER BY changed_at DESC, granted, id DESC LIMIT $3) AS h
     ORDER BY h.changed_at DESC, h.granted, h.id DESC`,
    [storeId, customerIds, limit],
  );
}
