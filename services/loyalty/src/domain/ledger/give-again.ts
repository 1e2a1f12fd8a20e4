import type { Entry } from '../entry.ts';
import { append, type Book } from './book.ts';
import type { Lot } from './lot.ts';

interface GivenAgain {
  /** The entry that first gave the points. */
  readonly gift: Entry;
  readonly points: number;
  readonly reason: string;
  readonly expiresAt: Date | null;
}

/** Undoes part of the reversal of a gift: the points lie in a lot of their own, and count for the tier where they first did. */
export function giveAgain(book: Book, { gift, points, reason, expiresAt }: GivenAgain): Entry {
  const availableAt = gift.availableAt ?? book.now;
  const times = { availableAt, expiresAt };
  const entry = append(book, { type: 'EARN', points, reason, reversesId: gift.id, ...times });
  const lot: Lot = {
    entryId: entry.id,
    ...{ points, remaining: points, held: 0 },
    ...times,
    activated: availableAt <= book.now,
    countsForTier: false,
    originId: gift.id,
    createdAt: book.now,
  };
  book.lots.push(lot);
  book.newLots.add(lot);
  return entry;
}
