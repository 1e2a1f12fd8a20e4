import { normalEmail, searchKey } from '@customer-graph/text';
import type { Order } from '../domain/order.ts';
import type { Database, Transaction } from './database.ts';

type Searched = Pick<Order, 'contactFullName' | 'contactEmail' | 'contactPhone' | 'orderNumber'>;

/** What an order is searched by, as columns. */
export const searchColumns = (order: Searched) => ({
  searchKey: searchKey({
    names: [order.contactFullName],
    email: order.contactEmail,
    phone: order.contactPhone,
    number: order.orderNumber,
  }),
  searchKeyCurrent: true,
});

const atOnce = 500;

/**
 * Brings search keys up to date that the writer of a row did not: those of rows from before there were keys, and of changes made
 * past this service. Some in each transaction, so that it can be stopped, killed, and run on several instances at once.
 */
export async function fillSearchKeys(
  { prisma }: Pick<Database, 'prisma'>,
  signal?: AbortSignal,
): Promise<void> {
  for (let filled = atOnce; filled === atOnce && !signal?.aborted;)
    filled = await prisma.$transaction(fillSome);
}

/** Also gives addresses their one form that were stored as they were typed. */
async function fillSome(tx: Transaction): Promise<number> {
  const rows = await tx.$queryRaw<(Searched & { readonly id: string })[]>`
    SELECT id, contact_full_name AS "contactFullName", contact_email AS "contactEmail",
      contact_phone AS "contactPhone", order_number AS "orderNumber"
    FROM orders WHERE NOT search_key_current ORDER BY id LIMIT ${atOnce} FOR NO KEY UPDATE SKIP LOCKED`;
  const orders = rows.map((row) => ({
    ...row,
    contactEmail: row.contactEmail === null ? null : normalEmail(row.contactEmail),
  }));
  const emails = orders.map(({ contactEmail }) => contactEmail);
  const ids = orders.map(({ id }) => id);
  await tx.$executeRaw`
    UPDATE orders SET contact_email = filled.email, contact_email_normal = filled.email
    FROM unnest(${ids}::uuid[], ${emails}::text[]) AS filled (id, email)
    WHERE orders.id = filled.id AND contact_email <> filled.email`;
  await tx.$executeRaw`
    UPDATE orders SET search_key = filled.key, search_key_current = true
    FROM unnest(${ids}::uuid[], ${orders.map((order) => searchColumns(order).searchKey)}::text[]) AS filled (id, key)
    WHERE orders.id = filled.id`;
  return rows.length;
}
