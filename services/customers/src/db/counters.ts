import type { Transaction } from './database.ts';

/** The next number of a kind in a store. The row stays locked until the transaction ends, so numbers are given gapless. */
export async function nextNumber(tx: Transaction, storeId: string, kind: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ value: bigint }[]>`
    INSERT INTO counters (store_id, kind, value) VALUES (${storeId}, ${kind}, 1)
    ON CONFLICT (store_id, kind) DO UPDATE SET value = counters.value + 1
    RETURNING value`;
  return Number(row?.value);
}

/** Costs what {@link nextNumber} costs, the commit included, and gives no number. */
export async function skipNumber(tx: Transaction, storeId: string, kind: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE counters SET value = value WHERE store_id = ${storeId} AND kind = ${kind}`;
}
