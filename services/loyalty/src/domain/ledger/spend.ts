import type { InvalidInputError } from '@customer-graph/subgraph';
import { maxPoints } from '../account.ts';
import type { Entry, EntrySource } from '../entry.ts';
import { insufficientPoints, tooManyPoints, type InsufficientPointsError } from '../failures.ts';
import { append, balancesOf, takeFrom, type Book } from './book.ts';

export interface Spend {
  readonly type: 'REDEEM' | 'ADJUST_DOWN';
  readonly points: number;
  readonly reason: string;
  readonly source: EntrySource | null;
}

/** Takes available points from the lots in spending order. */
export function spend(
  book: Book,
  { type, points, reason, source }: Spend,
): Entry | InsufficientPointsError | InvalidInputError {
  const { available, lifetimeRedeemed } = balancesOf(book);
  if (points > available) return insufficientPoints(available, points);
  if (lifetimeRedeemed + points > maxPoints) return tooManyPoints(['input', 'points']);
  const entry = append(book, { type, points: -points, reason, source });
  takeFrom(book, entry.id, book.lots, points);
  return entry;
}
