import type { StoreKey } from '@customer-graph/subgraph';
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
  const rows = await tx.$queryRaw<(Searched & StoreKey)[]>`
    /* across stores: search keys */
    SELECT store_id AS "storeId", id, contact_full_name AS "contactFullName", contact_email AS "contactEmail",
      contact_phone AS "contactPhone", order_number AS "orderNumber"
    FROM orders WHERE NOT search_key_current ORDER BY store_id, id LIMIT ${atOnce} FOR NO KEY UPDATE SKIP LOCKED`;
  const orders = rows.map((row) => ({
    ...row,
    contactEmail: row.contactEmail === null ? null : normalEmail(row.contactEmail),
  }));
  const stores = orders.map(({ storeId }) => storeId);
  const ids = orders.map(({ id }) => id);
  const emails = orders.map(({ contactEmail }) => contactEmail);
  const keys = orders.map((order) => searchColumns(order).searchKey);
  await tx.$executeRaw`
    UPDATE orders SET contact_email = filled.email, contact_email_normal = filled.email
    FROM unnest(${stores}::text[], ${ids}::uuid[], ${emails}::text[]) AS filled (store_id, id, email)
    WHERE orders.store_id = filled.store_id AND orders.id = filled.id AND contact_email <> filled.email`;
  await tx.$executeRaw`
    UPDATE orders SET search_key = filled.key, search_key_current = true
    FROM unnest(${stores}::text[], ${ids}::uuid[], ${keys}::text[]) AS filled (store_id, id, key)
    WHERE orders.store_id = filled.store_id AND orders.id = filled.id`;
  return rows.length;
}
