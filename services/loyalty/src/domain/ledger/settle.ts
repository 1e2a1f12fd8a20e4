import { append, takeFrom, type Book } from './book.ts';
import { endHold } from './holds.ts';
import { free, type Lot } from './lot.ts';
import { payDebt } from './take-back.ts';

/**
 * Brings the book up to its moment: holds lapse, waiting points become available and pay debt, and what is past its expiry
 * goes. Every write does this first and last, so no write depends on when the scheduler ran.
 */
export function settle(book: Book): void {
  const { now, lots, holds } = book;
  for (const hold of holds)
    if (hold.status === 'ACTIVE' && hold.expiresAt <= now) endHold(book, hold, 'EXPIRED');
  for (const lot of lots) if (!lot.activated && lot.availableAt <= now) activate(book, lot);
  payDebt(book);
  const expired = lots.filter((lot) => lot.expiresAt !== null && lot.expiresAt <= now);
  const points = expired.reduce((sum, lot) => sum + free(lot), 0);
  if (points === 0) return;
  const entry = append(book, { type: 'EXPIRE', points: -points, reason: 'Expired' });
  takeFrom(book, entry.id, expired, points);
}

function activate(book: Book, lot: Lot): void {
  lot.activated = true;
  book.changedLots.add(lot);
}
