import { newId } from '@customer-graph/subgraph';
import { append, takeFrom, type Book } from './book.ts';
import { inSpendingOrder, type Lot } from './lot.ts';

/** What one account gives over to another. */
export interface Estate {
  /** Open lots as they were. */
  readonly lots: readonly Lot[];
  readonly debt: number;
  readonly lifetime: Lifetime;
}

type Lifetime = Pick<Book['totals'], (typeof lifetimeFigures)[number]>;
const lifetimeFigures = ['lifetimeEarned', 'lifetimeRedeemed', 'lifetimeExpired'] as const;

const reason = 'Merged accounts';

/** Takes everything out of a book, held points too. The holds on them are the caller's to move. */
export function moveOut(book: Book): Estate {
  const open = book.lots.filter((lot) => lot.remaining > 0);
  const { debt, ...lifetime } = book.totals;
  const estate = { lots: open.map((lot) => ({ ...lot })), debt, lifetime };
  for (const figure of lifetimeFigures) book.totals[figure] = 0;
  const points = open.reduce((sum, lot) => sum + lot.remaining, 0);
  for (const lot of open.filter(({ held }) => held > 0)) {
    lot.held = 0;
    book.changedLots.add(lot);
  }
  if (points > 0) {
    const entry = append(book, { type: 'MERGE_OUT', points: -points, reason });
    takeFrom(book, entry.id, open, points, (lot) => lot.remaining);
  }
  // Points come only to pay the debt, which is owed elsewhere from now on.
  if (estate.debt > 0)
    addLot(book, {
      ...{ points: estate.debt, remaining: estate.debt, held: 0, originId: null },
      ...{ availableAt: book.now, activated: true, expiresAt: null, createdAt: book.now },
    });
  return estate;
}

/**
 * Puts it into another book: each lot with what remained, when it can be spent and when it expires.
 * @returns the lots' new ids by their old ones
 */
export function moveIn(book: Book, { lots, debt, lifetime }: Estate): Map<string, string> {
  for (const figure of lifetimeFigures) book.totals[figure] += lifetime[figure];
  const moved = new Map<string, string>();
  for (const lot of lots) {
    const { remaining: points, originId, entryId } = lot;
    moved.set(entryId, addLot(book, { ...lot, points, originId: originId ?? entryId }));
  }
  book.lots.sort(inSpendingOrder);
  if (debt === 0) return moved;
  const entry = append(book, { type: 'MERGE_OUT', points: -debt, reason });
  const missing = debt - takeFrom(book, entry.id, book.lots, debt);
  if (missing === 0) return moved;
  book.allocations.push({
    ...{ id: newId(), entryId: entry.id, kind: 'DEBT', lotId: null, points: missing },
  });
  book.totals.debt += missing;
  return moved;
}

function addLot(book: Book, draft: Omit<Lot, 'entryId' | 'countsForTier'>): string {
  const { points, availableAt, expiresAt } = draft;
  const entry = append(book, { type: 'MERGE_IN', points, reason, availableAt, expiresAt });
  // Points count for the tier where they were given.
  const lot = { ...draft, entryId: entry.id, countsForTier: false };
  book.lots.push(lot);
  book.newLots.add(lot);
  return entry.id;
}
