import type { InvalidInputError } from '@customer-graph/subgraph';
import { maxPoints } from '../account.ts';
import type { Entry, EntrySource } from '../entry.ts';
import { tooManyPoints } from '../failures.ts';
import { append, balancesOf, type Book } from './book.ts';
import type { Lot } from './lot.ts';

export interface Gift {
  readonly type: 'EARN' | 'ADJUST_UP';
  readonly points: number;
  readonly reason: string;
  readonly source: EntrySource | null;
  readonly availableAt: Date;
  readonly expiresAt: Date | null;
}

/** Gives points as a lot of their own. */
export function give(book: Book, gift: Gift): Entry | InvalidInputError {
  const { points, availableAt, expiresAt, type } = gift;
  if (book.totals.lifetimeEarned + points > maxPoints || total(book) + points > maxPoints)
    return tooManyPoints(['input', 'points']);
  const entry = append(book, gift);
  const lot: Lot = {
    entryId: entry.id,
    points,
    remaining: points,
    held: 0,
    availableAt,
    activated: availableAt <= book.now,
    expiresAt,
    countsForTier: type === 'EARN',
    originId: null,
    createdAt: book.now,
  };
  book.lots.push(lot);
  book.newLots.add(lot);
  return entry;
}

function total(book: Book): number {
  const { available, pending, held } = balancesOf(book);
  return available + pending + held;
}
