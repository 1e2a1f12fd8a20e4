import type { StoreKey } from '@customer-graph/subgraph';
import type { Hold } from '../domain/hold.ts';
import type { Database, Transaction } from './database.ts';
import { toHold } from './open-book.ts';

/** A hold of the store, with the customer whose points it holds. */
export async function findHold(
  { prisma }: { readonly prisma: Pick<Transaction, 'hold'> },
  storeId: string,
  id: string,
): Promise<{ hold: Hold; customerId: string } | null> {
  const row = await prisma.hold.findFirst({
    where: { storeId, id },
    include: { account: { select: { customerId: true } } },
  });
  return row && { hold: toHold(row), customerId: row.account.customerId };
}

type HoldRow = Parameters<typeof toHold>[0];
const maxHolds = 100;

const activeHoldsSql = `SELECT hold.* FROM unnest($2::uuid[]) AS account(id)
  CROSS JOIN LATERAL (
    SELECT id, account_id AS "accountId", points, status, source_type AS "sourceType", source_id AS "sourceId", actor,
           created_at AS "createdAt", expires_at AS "expiresAt"
    FROM holds WHERE store_id = $1 AND account_id = account.id AND status = 'ACTIVE' ORDER BY created_at, id LIMIT ${maxHolds}
  ) AS hold`;

/** The active holds of many accounts in one statement, oldest first. */
export async function findActiveHoldsOf(
  { query }: Database,
  storeId: string,
  accountIds: readonly string[],
): Promise<Hold[]> {
  const rows = await query<HoldRow>('active-holds', activeHoldsSql, [storeId, accountIds]);
  return rows.map(toHold);
}

/** Moves the active holds of an account to another one, onto the lots that have moved there. */
export async function moveHolds(
  tx: Transaction,
  { storeId, id }: StoreKey,
  heirId: string,
  lots: ReadonlyMap<string, string>,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE hold_lots SET lot_id = moved.new_id
    FROM unnest(${[...lots.keys()]}::uuid[], ${[...lots.values()]}::uuid[]) AS moved(old_id, new_id), holds h
    WHERE hold_lots.store_id = ${storeId} AND hold_lots.lot_id = moved.old_id
      AND h.store_id = hold_lots.store_id AND h.id = hold_lots.hold_id AND h.status = 'ACTIVE'`;
  await tx.$executeRaw`
    UPDATE holds SET account_id = ${heirId}::uuid
    WHERE store_id = ${storeId} AND account_id = ${id}::uuid AND status = 'ACTIVE'`;
}
