import type { Entry } from '../entry.ts';
import type { ReturnPolicy } from '../program.ts';
import { append, type Book } from './book.ts';
import { newId } from '@customer-graph/subgraph';
import { free, lotsOfGift, type Lot } from './lot.ts';
import { allocate, takeFrom } from './book.ts';

/** Points of a lot that are pinned by no hold, whether they can be spent yet or not. */
const loose = (lot: Lot): number => lot.remaining - lot.held;

/**
 * How many points of an earlier gift can be taken back: from what is pending of its lot, then the lot's rest, then the
 * other lots, then as debt, as far as the policy goes.
 */
export function takeable(book: Book, giftId: string, policy: ReturnPolicy): number {
  const own = lotsOfGift(book.lots, giftId);
  if (policy === 'ALLOW_DEBT') return Infinity;
  if (policy === 'ONLY_PENDING')
    return own.filter((lot) => !lot.activated).reduce((sum, lot) => sum + loose(lot), 0);
  return book.lots.reduce((sum, lot) => sum + (own.includes(lot) ? loose : free)(lot), 0);
}

/** Takes back points of an earlier gift; what no lot can cover becomes debt. Ask {@link takeable} before. */
export function takeBack(book: Book, gift: Entry, points: number, reason: string): Entry {
  const entry = append(book, {
    type: 'REVERSE_EARN',
    points: -points,
    reason,
    reversesId: gift.id,
  });
  const own = lotsOfGift(book.lots, gift.id);
  const others = book.lots.filter((lot) => !own.includes(lot));
  let missing = points - takeFrom(book, entry.id, own, points, loose);
  missing -= takeFrom(book, entry.id, others, missing);
  if (missing > 0) {
    book.allocations.push({
      id: newId(),
      entryId: entry.id,
      kind: 'DEBT',
      lotId: null,
      points: missing,
    });
    book.totals.debt += missing;
  }
  return entry;
}

/** Lets points that can be spent pay the debt. */
export function payDebt(book: Book): void {
  for (const lot of book.lots) {
    const paid = Math.min(book.totals.debt, free(lot));
    if (paid > 0) allocate(book, lot.entryId, 'PAY_DEBT', lot, paid);
    book.totals.debt -= paid;
  }
}
