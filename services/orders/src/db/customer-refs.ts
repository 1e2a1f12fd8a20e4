import type { CustomerStatus } from '@customer-graph/customer-references';
import type { Transaction } from './database.ts';

/** Where a customer's orders belong; `status` is null for a customer that is not known here yet. */
export interface Heir {
  readonly id: string;
  readonly status: CustomerStatus | null;
}

/**
 * The customer that stands for `id` after all merges that are known, locked so that no further one can come between.
 * @throws Error when customers were merged in a circle
 */
export async function lockHeir(tx: Transaction, storeId: string, id: string): Promise<Heir> {
  const passed = new Set<string>();
  for (let heir = id; ;) {
    if (passed.has(heir)) throw new Error(`customer ${heir} was merged into itself`);
    passed.add(heir);
    const [row] = await tx.$queryRaw<{ status: CustomerStatus; merged_into: string | null }[]>`
      SELECT status, merged_into FROM customer_refs
      WHERE store_id = ${storeId} AND id = ${heir}::uuid FOR SHARE`;
    if (row?.status !== 'MERGED' || row.merged_into === null)
      return { id: heir, status: row?.status ?? null };
    heir = row.merged_into;
  }
}
