import type { Transaction } from '../db/database.ts';
import { findAftermath } from '../db/entries.ts';
import type { Entry } from './entry.ts';
import type { Book } from './ledger/book.ts';
import { lotsOfGift } from './ledger/lot.ts';

/** How much of an entry has been reversed, and how much still can be: of a gift, nothing that has expired. */
export async function reversiblePoints(
  book: Book,
  tx: Transaction,
  entry: Entry,
): Promise<{ reversed: number; reversible: number }> {
  const { reversed, expired } = await findAftermath(tx, entry);
  // What has expired since in this very write is not stored yet.
  const own = new Set(lotsOfGift(book.lots, entry.id).map(({ entryId }) => entryId));
  const expiring = book.allocations
    .filter(({ lotId, kind }) => lotId !== null && own.has(lotId) && kind === 'TAKE')
    .reduce((sum, { points }) => sum + points, 0);
  const left = Math.abs(entry.points) - reversed - expired - expiring;
  return { reversed, reversible: Math.max(0, left) };
}
