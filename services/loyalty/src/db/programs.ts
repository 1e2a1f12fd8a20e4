import { newId, type SqlTransaction } from '@customer-graph/subgraph';
import type { Program, ProgramRules, Tier } from '../domain/program.ts';
import type { Database, Transaction } from './database.ts';

/** The store's programme. @throws Error for a store without one; every configured store is given one at start */
export async function findProgram(reader: SqlTransaction, storeId: string): Promise<Program> {
  const [program] = await reader.$queryRaw<Program[]>`
    SELECT p.id::text, p.store_id AS "storeId", p.name, p.active, p.time_zone AS "timeZone", p.earn_points AS "earnPoints",
           p.earn_per_minor::float8 AS "earnPerMinor", p.earn_currency AS "earnCurrency", p.pending_days AS "pendingDays",
           p.expiry_days AS "expiryDays", p.return_policy::text AS "returnPolicy", p.earns_on_shipping AS "earnsOnShipping",
           p.earns_on_tax AS "earnsOnTax", p.return_grace_days AS "returnGraceDays", p.tier_window::text AS "tierWindow",
           p.tier_window_days AS "tierWindowDays", p.downgrade::text, p.downgrade_grace_days AS "downgradeGraceDays",
           p.version, t.tiers
    FROM programs p CROSS JOIN LATERAL (
      SELECT json_agg(json_build_object('key', key, 'name', name, 'rank', rank, 'minQualifyingPoints',
        min_qualifying_points, 'earnMultiplierPercent', earn_multiplier_percent) ORDER BY rank) AS tiers
      FROM tiers WHERE store_id = p.store_id) t
    WHERE p.store_id = ${storeId}`;
  if (!program) throw new Error(`store ${storeId} has no programme`);
  return program;
}

/** Gives the store a programme unless it has one. */
export async function ensureProgram(
  { prisma }: Database,
  storeId: string,
  rules: ProgramRules,
  tiers: readonly Tier[],
): Promise<void> {
  await prisma.$transaction(async (tx) => {
    const { count } = await tx.program.createMany({
      data: [{ ...rules, storeId, id: newId() }],
      skipDuplicates: true,
    });
    if (count > 0) await tx.tier.createMany({ data: tiers.map((tier) => ({ ...tier, storeId })) });
  });
}

/** Locks the store's programme for the rest of the transaction. @returns its version */
export async function lockProgram(tx: Transaction, storeId: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ version: number }[]>`
    SELECT version FROM programs WHERE store_id = ${storeId} FOR UPDATE`;
  if (!row) throw new Error(`store ${storeId} has no programme`);
  return row.version;
}

/** Changes a locked programme, which raises its version. */
export async function changeProgram(
  tx: Transaction,
  storeId: string,
  rules: Partial<ProgramRules>,
): Promise<void> {
  await tx.program.update({
    where: { storeId },
    data: { ...rules, version: { increment: 1 }, updatedAt: new Date() },
  });
}

/** Replaces the tiers of a locked programme; accounts of a tier that is gone move to the one that `successorOf` names. */
export async function replaceTiers(
  tx: Transaction,
  storeId: string,
  tiers: readonly Tier[],
  gone: readonly { readonly key: string; readonly successor: string }[],
): Promise<void> {
  for (const tier of tiers) {
    const { key, ...rest } = tier;
    await tx.tier.upsert({
      where: { storeId_key: { storeId, key } },
      create: { ...tier, storeId },
      update: rest,
    });
  }
  for (const { key, successor } of gone) {
    await tx.$executeRaw`
      UPDATE accounts SET tier_key = ${successor}, version = version + 1
      WHERE store_id = ${storeId} AND tier_key = ${key}`;
    await tx.tier.delete({ where: { storeId_key: { storeId, key } } });
  }
}
