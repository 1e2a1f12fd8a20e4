import type { Entry, EntrySource } from '../domain/entry.ts';
import type { Transaction, Writer } from './database.ts';
import { fromRow } from './entries.ts';

/**
 * Lets whoever spends for an order and whoever applies its events take turns, so that neither misses the other. Called first
 * in a transaction: customers and accounts are locked after it.
 */
export async function lockOrderSource(
  tx: Transaction,
  storeId: string,
  orderId: string,
): Promise<void> {
  const name = `order ${storeId}/${orderId}`;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
}

/** Entries that have spent points on a source, on any account of the store, each with whose account it is on. */
export async function findSpendsOn(
  tx: Transaction,
  storeId: string,
  { type: sourceType, id: sourceId }: EntrySource,
): Promise<{ entry: Entry; customerId: string }[]> {
  const rows = await tx.entry.findMany({
    where: { storeId, sourceType, sourceId, type: 'REDEEM' },
    include: { account: { select: { customerId: true } } },
    orderBy: [{ accountId: 'asc' }, { id: 'asc' }],
  });
  return rows.map(({ account: { customerId }, ...row }) => ({ entry: fromRow(row), customerId }));
}

/** Customers with points held for a source. */
export async function findHoldersFor(
  tx: Transaction,
  storeId: string,
  { type: sourceType, id: sourceId }: EntrySource,
): Promise<string[]> {
  const rows = await tx.hold.findMany({
    where: { storeId, sourceType, sourceId, status: 'ACTIVE' },
    distinct: ['accountId'],
    select: { account: { select: { customerId: true } } },
    orderBy: { accountId: 'asc' },
  });
  return rows.map(({ account }) => account.customerId);
}

/** Transactions that begin by waiting for their turn on an order; null for none. */
export const inTurnOnOrder = (writer: Writer, storeId: string, orderId: string | null): Writer =>
  orderId === null
    ? writer
    : {
        $transaction: (run) =>
          writer.$transaction(async (tx) => {
            await lockOrderSource(tx, storeId, orderId);
            return run(tx);
          }),
      };
