import { byKey } from '@customer-graph/subgraph';
import type { Account } from '../domain/account.ts';
import type { EntrySource } from '../domain/entry.ts';
import { balancesOf, type Book } from '../domain/ledger/book.ts';
import type { Lot } from '../domain/ledger/lot.ts';
import type { Transaction } from './database.ts';

const sourceColumns = (source: EntrySource | null) => ({
  sourceType: source?.type ?? null,
  sourceId: source?.id ?? null,
});

/**
 * Writes what a book has gathered. Allocations come last but one: inserting them is what lowers and raises the lots.
 * @returns the account after it; the same one when nothing has happened
 */
export async function saveBook(tx: Transaction, book: Book): Promise<Account> {
  const { account, entries, newLots, changedLots, allocations, newHolds, changedHolds } = book;
  const changes = [
    entries.length,
    changedLots.size,
    allocations.length,
    newHolds.size,
    changedHolds.size,
  ];
  const figures = Object.entries({ ...account, ...balancesOf(book) });
  const same = figures.every(([name, value]) => Reflect.get(account, name) === value);
  if (same && changes.every((count) => count === 0)) return account;
  if (entries.length > 0) await insertEntries(tx, book);
  if (newLots.size > 0) await insertLots(tx, book);
  await updateLots(
    tx,
    account.storeId,
    [...changedLots].filter((lot) => !newLots.has(lot)),
  );
  if (allocations.length > 0) await insertAllocations(tx, book);
  if (newHolds.size > 0) await insertHolds(tx, book);
  for (const { id, status } of changedHolds)
    await tx.hold.update({
      where: byKey({ storeId: account.storeId, id }),
      data: { status },
      select: { id: true },
    });
  return updateAccount(tx, book);
}

async function insertEntries(tx: Transaction, { entries }: Book): Promise<void> {
  const data = entries.map(({ source, ...entry }) => ({ ...entry, ...sourceColumns(source) }));
  await tx.entry.createMany({ data });
}

async function insertLots(tx: Transaction, { newLots, account }: Book): Promise<void> {
  const data = [...newLots].map((lot) => ({
    ...lot,
    remaining: lot.points,
    storeId: account.storeId,
    accountId: account.id,
  }));
  await tx.lot.createMany({ data });
}

async function updateLots(tx: Transaction, storeId: string, lots: readonly Lot[]): Promise<void> {
  if (lots.length === 0) return;
  const columns = [
    lots.map(({ entryId }) => entryId),
    lots.map(({ held }) => held),
    lots.map(({ activated }) => activated),
    lots.map(({ expiresAt }) => expiresAt),
  ] as const;
  await tx.$executeRaw`
    UPDATE lots SET held = changed.held, activated = changed.activated, expires_at = changed.expires_at
    FROM unnest(${columns[0]}::uuid[], ${columns[1]}::bigint[], ${columns[2]}::boolean[], ${columns[3]}::timestamptz[])
      AS changed(id, held, activated, expires_at)
    WHERE store_id = ${storeId} AND entry_id = changed.id`;
}

async function insertAllocations(
  tx: Transaction,
  { allocations, account: { storeId } }: Book,
): Promise<void> {
  const data = allocations.map((allocation) => ({ ...allocation, storeId }));
  await tx.allocation.createMany({ data });
}

async function insertHolds(tx: Transaction, { newHolds, account }: Book): Promise<void> {
  const { storeId } = account;
  const holds = [...newHolds];
  await tx.hold.createMany({
    data: holds.map(({ pins: _pins, source, ...hold }) => ({
      ...hold,
      storeId,
      ...sourceColumns(source),
    })),
  });
  await tx.holdLot.createMany({
    data: holds.flatMap(({ id, pins }) => pins.map((pin) => ({ ...pin, storeId, holdId: id }))),
  });
}

async function updateAccount(tx: Transaction, book: Book): Promise<Account> {
  const { account, entries, now } = book;
  const changed = {
    ...balancesOf(book),
    lastSeq: account.lastSeq + entries.length,
    version: account.version + 1,
  };
  await tx.account.update({
    where: byKey(account),
    data: { ...changed, updatedAt: now },
    select: { id: true },
  });
  return { ...account, ...changed };
}
