import { newId } from '@customer-graph/subgraph';
import type { Account, Balances } from '../account.ts';
import {
  lifetimeFigure,
  type Allocation,
  type AllocationKind,
  type Entry,
  type EntryType,
} from '../entry.ts';
import type { PinnedHold } from '../hold.ts';
import { ownerOf } from '../owner.ts';
import { free, inSpendingOrder, type Lot } from './lot.ts';

/**
 * A locked account with its open lots and active holds, and what one write does to them. The rules of the ledger work on
 * a book in memory; it is saved as a whole or not at all.
 */
export interface Book {
  readonly account: Account;
  readonly now: Date;
  readonly actor: string;
  /**
   * Lots with points left, in spending order, and those that the write has brought back. A book that is not whole has what is
   * held, what is due, and of the others the first that cover what is to be spent.
   */
  readonly lots: Lot[];
  /** What lies in lots that are not in the book. */
  readonly elsewhere: Readonly<Pick<Balances, 'available' | 'pending'>>;
  readonly holds: PinnedHold[];
  readonly entries: Entry[];
  readonly allocations: Allocation[];
  readonly newLots: Set<Lot>;
  readonly changedLots: Set<Lot>;
  readonly newHolds: Set<PinnedHold>;
  readonly changedHolds: Set<PinnedHold>;
  /** Figures that lots and holds don't tell. */
  readonly totals: {
    -readonly [Name in 'debt' | 'lifetimeEarned' | 'lifetimeRedeemed' | 'lifetimeExpired']: number;
  };
}

export interface OpenBook {
  readonly account: Account;
  readonly lots: readonly Lot[];
  readonly holds: readonly PinnedHold[];
  readonly now: Date;
  readonly actor: string;
  /** Whether these are all the open lots. */
  readonly whole: boolean;
}

export function openBook({ account, lots, holds, now, actor, whole }: OpenBook): Book {
  const { available, pending, debt, lifetimeEarned, lifetimeRedeemed, lifetimeExpired } = account;
  return {
    account,
    now,
    actor,
    lots: [...lots].sort(inSpendingOrder),
    elsewhere: whole
      ? { available: 0, pending: 0 }
      : { available: available - sumOf(lots, free), pending: pending - sumOf(lots, waiting) },
    holds: [...holds],
    entries: [],
    allocations: [],
    newLots: new Set(),
    changedLots: new Set(),
    newHolds: new Set(),
    changedHolds: new Set(),
    totals: { debt, lifetimeEarned, lifetimeRedeemed, lifetimeExpired },
  };
}

/**
 * What the account's figures are after all that is in the book; sums of the lots, so that they cannot drift apart. What lies
 * elsewhere is as the account says, which the database compares with all lots at commit.
 */
export function balancesOf({ lots, elsewhere, totals }: Book): Balances {
  return {
    available: elsewhere.available + sumOf(lots, free),
    pending: elsewhere.pending + sumOf(lots, waiting),
    held: sumOf(lots, (lot) => lot.held),
    ...totals,
  };
}

const waiting = (lot: Lot): number => (lot.activated ? 0 : lot.remaining);
const sumOf = (lots: readonly Lot[], part: (lot: Lot) => number): number =>
  lots.reduce((total, lot) => total + part(lot), 0);

type EntryDraft = Pick<Entry, 'type' | 'points' | 'reason'> &
  Partial<Pick<Entry, 'source' | 'sourceOwner' | 'availableAt' | 'expiresAt' | 'reversesId'>>;

/** Adds a line to the ledger. What it moves is said by allocations or, for given points, by its lot. */
export function append(book: Book, draft: EntryDraft): Entry {
  const { account, now, actor, entries, totals } = book;
  const last = entries.at(-1);
  const { available, pending, held, debt } = account;
  const entry: Entry = {
    source: null,
    sourceOwner: ownerOf(actor),
    availableAt: null,
    expiresAt: null,
    reversesId: null,
    ...draft,
    id: newId(),
    storeId: account.storeId,
    accountId: account.id,
    seq: account.lastSeq + entries.length + 1,
    balanceAfter: (last?.balanceAfter ?? available + pending + held - debt) + draft.points,
    actor,
    createdAt: now,
  };
  const [figure, sign] = lifetimeFigure[draft.type satisfies EntryType] ?? [];
  if (figure) totals[figure] += sign * draft.points;
  entries.push(entry);
  return entry;
}

/** Moves points of a lot on behalf of an entry. */
export function allocate(
  book: Book,
  entryId: string,
  kind: Exclude<AllocationKind, 'DEBT'>,
  lot: Lot,
  points: number,
): void {
  lot.remaining += kind === 'RETURN' ? points : -points;
  book.allocations.push({ id: newId(), entryId, kind, lotId: lot.entryId, points });
}

/** Takes up to `points` from the lots in their order; `from` says how much of a lot may go. @returns what was taken */
export function takeFrom(
  book: Book,
  entryId: string,
  lots: readonly Lot[],
  points: number,
  from: (lot: Lot) => number = free,
): number {
  let missing = points;
  for (const lot of lots) {
    const taken = Math.min(missing, from(lot));
    if (taken > 0) allocate(book, entryId, 'TAKE', lot, taken);
    missing -= taken;
  }
  return points - missing;
}
