import type { CustomerStatus } from '@customer-graph/customer-references';
import type { Transaction } from './database.ts';

/**
 * Lets the transactions that apply events of any feed run one after another, on all instances: each touches several
 * customers, and they would lock them in different orders.
 */
export async function lockFeeds(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('loyalty feeds', 0))`;
}

/** Who stands for a customer now: the customer itself, or the last of those it was merged into. */
export interface Heir {
  readonly id: string;
  readonly status: CustomerStatus;
  /** The customer and others on the way that were merged; empty when the customer stands for itself. */
  readonly merged: readonly string[];
}

interface StoredReference {
  readonly status: CustomerStatus;
  readonly mergedInto: string | null;
}

/**
 * Finds who stands for a customer, and keeps writers from all on the way until the transaction ends. An heir that has not
 * been told of yet is noted as it must have been: active. @returns null while the customer is unknown
 */
export async function lockHeir(
  tx: Transaction,
  storeId: string,
  customerId: string,
): Promise<Heir | null> {
  const merged: string[] = [];
  let id = customerId;
  for (;;) {
    const [row] = await tx.$queryRaw<StoredReference[]>`
      SELECT status, merged_into::text AS "mergedInto" FROM customer_refs
      WHERE store_id = ${storeId} AND id = ${id}::uuid FOR UPDATE`;
    if (!row && merged.length === 0) return null;
    if (!row) {
      const noted = await tx.$executeRaw`
        INSERT INTO customer_refs (store_id, id, status, version) VALUES (${storeId}, ${id}::uuid, 'ACTIVE', 0)
        ON CONFLICT DO NOTHING`;
      if (noted === 0)
        throw new Error(`customer ${id} was told of meanwhile, or is of another store`);
      return { id, status: 'ACTIVE', merged };
    }
    if (row.mergedInto === null) return { id, status: row.status, merged };
    merged.push(id);
    if (merged.includes(row.mergedInto)) throw new Error(`customer ${id} is merged into itself`);
    id = row.mergedInto;
  }
}
