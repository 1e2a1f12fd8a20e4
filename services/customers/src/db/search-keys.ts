import type { StoreKey } from '@customer-graph/subgraph';
import { normalEmail } from '@customer-graph/text';
import { unlessTaken } from './customers.ts';
import type { Database, Transaction } from './database.ts';
import { searchColumns } from './search-columns.ts';

const atOnce = 500;

/**
 * Brings search keys up to date that the writer of a row did not: those of rows from before there were keys, and of changes made
 * past this service. Some in each transaction, so that it can be stopped, killed, and run on several instances at once.
 */
export async function fillSearchKeys(
  { prisma }: Pick<Database, 'prisma'>,
  signal?: AbortSignal,
): Promise<void> {
  for (let filled = atOnce; filled === atOnce && !signal?.aborted;) {
    const rows = await prisma.$queryRaw<Row[]>`
      /* across stores: search keys */
      SELECT store_id AS "storeId", id, email FROM customers WHERE NOT search_key_current
      ORDER BY store_id, id LIMIT ${atOnce}`;
    for (const row of rows) await normalizeEmail(prisma, row);
    filled = rows.length;
    for (const [storeId, ids] of idsByStore(rows))
      await prisma.$transaction((tx) => fillSome(tx, storeId, ids));
  }
}

type Row = StoreKey & { readonly email: string | null };

function idsByStore(rows: readonly StoreKey[]): Map<string, string[]> {
  const stores = new Map<string, string[]>();
  for (const { storeId, id } of rows) stores.set(storeId, [...(stores.get(storeId) ?? []), id]);
  return stores;
}

async function fillSome(tx: Transaction, storeId: string, ids: readonly string[]): Promise<void> {
  await tx.$queryRaw`
    SELECT 1 FROM customers WHERE store_id = ${storeId} AND id = ANY (${ids}::uuid[])
    ORDER BY id FOR NO KEY UPDATE`;
  const rows = await tx.customer.findMany({
    where: { storeId, id: { in: [...ids] }, searchKeyCurrent: false },
    select: {
      ...{ id: true, firstName: true, lastName: true, email: true },
      ...{ phone: true, customerNumber: true },
    },
  });
  const keys = rows.map((row) => searchColumns(row).searchKey);
  await tx.$executeRaw`
    UPDATE customers SET search_key = filled.key, search_key_current = true
    FROM unnest(${rows.map(({ id }) => id)}::uuid[], ${keys}::text[]) AS filled (id, key)
    WHERE customers.store_id = ${storeId} AND customers.id = filled.id`;
}

/** An address that was stored as it was typed gets its one form, unless somebody else has it in that form. */
async function normalizeEmail(
  prisma: Pick<Transaction, 'customer'>,
  { storeId, id, email }: Row,
): Promise<void> {
  const normal = email === null ? null : normalEmail(email);
  if (normal === email) return;
  const data = { email: normal, emailNormal: normal };
  await unlessTaken(
    () => prisma.customer.updateMany({ where: { storeId, id, email }, data }),
    null,
  );
}
