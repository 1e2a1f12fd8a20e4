import { append, takeFrom, type Book } from './book.ts';
import { endHold } from './holds.ts';

/** Ends all holds and lets every point go, also such as cannot be spent yet. */
export function forfeit(book: Book, reason: string): void {
  for (const hold of book.holds) if (hold.status === 'ACTIVE') endHold(book, hold, 'RELEASED');
  const points = book.lots.reduce((sum, lot) => sum + lot.remaining, 0);
  if (points === 0) return;
  const entry = append(book, { type: 'EXPIRE', points: -points, reason });
  takeFrom(book, entry.id, book.lots, points, (lot) => lot.remaining);
}
