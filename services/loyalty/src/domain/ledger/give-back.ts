import type { Entry } from '../entry.ts';
import { allocate, append, type Book } from './book.ts';
import { inSpendingOrder, type Lot } from './lot.ts';

/** What a spend took from a lot and has not been given back, in the order it was taken. */
interface SpentPart {
  readonly lot: Lot;
  readonly points: number;
}

/**
 * Gives points of an earlier spend back to the lots they came from, those taken last first: afterwards the lots are as if
 * the spend had been that much smaller. A lot that has expired meanwhile can be spent until the grace ends.
 */
export function giveBack(book: Book, { spend, parts, points, reason, graceEnds }: GiveBack): Entry {
  const entry = append(book, { type: 'REVERSE_REDEEM', points, reason, reversesId: spend.id });
  let missing = points;
  for (const { lot, points: taken } of [...parts].reverse()) {
    const returned = Math.min(missing, taken);
    if (returned > 0) {
      allocate(book, entry.id, 'RETURN', lot, returned);
      if (lot.expiresAt && lot.expiresAt <= book.now) extend(book, lot, graceEnds);
    }
    missing -= returned;
  }
  book.lots.sort(inSpendingOrder);
  return entry;
}

function extend(book: Book, lot: Lot, expiresAt: Date): void {
  lot.expiresAt = expiresAt;
  book.changedLots.add(lot);
}

interface GiveBack {
  readonly spend: Entry;
  readonly parts: readonly SpentPart[];
  readonly points: number;
  readonly reason: string;
  /** Until when points can be spent that come back to a lot past its expiry. */
  readonly graceEnds: Date;
}
