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
    const rows = await prisma.customer.findMany({
      where: { searchKeyCurrent: false },
      orderBy: { id: 'asc' },
      take: atOnce,
      select: { id: true, email: true },
    });
    for (const { id, email } of rows) await normalizeEmail(prisma, id, email);
    filled = rows.length;
    await prisma.$transaction((tx) =>
      fillSome(
        tx,
        rows.map(({ id }) => id),
      ),
    );
  }
}

async function fillSome(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.$queryRaw`
    SELECT 1 FROM customers WHERE id = ANY (${ids}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
  const rows = await tx.customer.findMany({
    where: { id: { in: [...ids] }, searchKeyCurrent: false },
    select: {
      ...{ id: true, firstName: true, lastName: true, email: true },
      ...{ phone: true, customerNumber: true },
    },
  });
  const keys = rows.map((row) => searchColumns(row).searchKey);
  await tx.$executeRaw`
    UPDATE customers SET search_key = filled.key, search_key_current = true
    FROM unnest(${rows.map(({ id }) => id)}::uuid[], ${keys}::text[]) AS filled (id, key)
    WHERE customers.id = filled.id`;
}

/** An address that was stored as it was typed gets its one form, unless somebody else has it in that form. */
async function normalizeEmail(
  prisma: Pick<Transaction, 'customer'>,
  id: string,
  email: string | null,
): Promise<void> {
  const normal = email === null ? null : normalEmail(email);
  if (normal === email) return;
  const data = { email: normal, emailNormal: normal };
  await unlessTaken(() => prisma.customer.updateMany({ where: { id, email }, data }), null);
}
