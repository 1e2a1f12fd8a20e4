import type { Transaction } from '../db/database.ts';
import { findSpentParts } from '../db/entries.ts';
import { graceFrom } from './earning.ts';
import type { Entry } from './entry.ts';
import type { Book } from './ledger/book.ts';
import { giveBack } from './ledger/give-back.ts';
import type { Program } from './program.ts';

interface SpentReturn {
  /** The entry that spent the points. */
  readonly entry: Entry;
  /** How many of them come back. */
  readonly points: number;
  readonly reason: string;
}

/** Gives points of an earlier spend back to the lots they came from, with the programme's grace where these have expired. */
export async function returnSpent(
  book: Book,
  tx: Transaction,
  program: Program,
  { entry, points, reason }: SpentReturn,
): Promise<Entry> {
  const stored = await findSpentParts(tx, entry);
  const parts = stored.map(({ lot, points: spent }) => {
    const open = book.lots.find(({ entryId }) => entryId === lot.entryId);
    if (!open) book.lots.push(lot);
    return { lot: open ?? lot, points: spent };
  });
  const graceEnds = graceFrom(program, book.now);
  return giveBack(book, { spend: entry, parts, points, reason, graceEnds });
}
