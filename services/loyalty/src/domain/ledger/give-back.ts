import type { Entry } from '../entry.ts';
import { allocate, append, type Book } from './book.ts';
import type { Lot } from './lot.ts';

/** What a spend took from a lot and has not been given back, in the order it was taken. */
interface SpentPart {
  readonly lot: Lot;
  readonly points: number;
}

/**
 * Gives points of an earlier spend back to the lots they came from, those taken last first: afterwards the lots are as if
 * the spend had been that much smaller.
 */
export function giveBack(book: Book, { spend, parts, points, reason }: GiveBack): Entry {
  const entry = append(book, { type: 'REVERSE_REDEEM', points, reason, reversesId: spend.id });
  let missing = points;
  for (const { lot, points: taken } of [...parts].reverse()) {
    const returned = Math.min(missing, taken);
    if (returned > 0) allocate(book, entry.id, 'RETURN', lot, returned);
    missing -= returned;
  }
  return entry;
}

interface GiveBack {
  readonly spend: Entry;
  readonly parts: readonly SpentPart[];
  readonly points: number;
  readonly reason: string;
}
