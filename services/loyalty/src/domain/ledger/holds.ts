import { newId, type InvalidInputError } from '@customer-graph/subgraph';
import { maxPoints } from '../account.ts';
import type { Entry, EntrySource } from '../entry.ts';
import { insufficientPoints, tooManyPoints, type InsufficientPointsError } from '../failures.ts';
import type { HoldStatus, PinnedHold } from '../hold.ts';
import { ownerOf } from '../owner.ts';
import { allocate, append, balancesOf, type Book } from './book.ts';
import { free, type Lot } from './lot.ts';

export interface HoldRequest {
  readonly points: number;
  readonly source: EntrySource | null;
  readonly expiresAt: Date;
}

/** Sets available points aside by pinning lots in spending order. */
export function placeHold(
  book: Book,
  { points, source, expiresAt }: HoldRequest,
): PinnedHold | InsufficientPointsError {
  const { available } = balancesOf(book);
  if (points > available) return insufficientPoints(available, points);
  const pins: { lotId: string; points: number }[] = [];
  let missing = points;
  for (const lot of book.lots) {
    const pinned = Math.min(missing, free(lot));
    if (pinned > 0) {
      pins.push({ lotId: lot.entryId, points: pinned });
      pin(book, lot, pinned);
    }
    missing -= pinned;
  }
  const hold: PinnedHold = {
    id: newId(),
    accountId: book.account.id,
    points,
    status: 'ACTIVE',
    source,
    actor: book.actor,
    createdAt: book.now,
    expiresAt,
    pins,
  };
  book.holds.push(hold);
  book.newHolds.add(hold);
  return hold;
}

/** Ends a hold: its lots are pinned no more. */
export function endHold(book: Book, hold: PinnedHold, status: Exclude<HoldStatus, 'ACTIVE'>): void {
  for (const { lotId, points } of hold.pins) pin(book, pinnedLot(book, lotId), -points);
  hold.status = status;
  book.changedHolds.add(hold);
}

/** Spends held points from the lots that the hold pins; what is left of them becomes available again. */
export function captureHeld(
  book: Book,
  hold: PinnedHold,
  points: number,
): Entry | InvalidInputError {
  if (book.totals.lifetimeRedeemed + points > maxPoints) return tooManyPoints(['points']);
  endHold(book, hold, 'CAPTURED');
  const reason = 'Captured hold';
  const { source } = hold;
  const sourceOwner = ownerOf(hold.actor);
  const entry = append(book, { type: 'REDEEM', points: -points, reason, source, sourceOwner });
  let missing = points;
  for (const { lotId, points: pinned } of hold.pins) {
    const taken = Math.min(missing, pinned);
    if (taken > 0) allocate(book, entry.id, 'TAKE', pinnedLot(book, lotId), taken);
    missing -= taken;
  }
  return entry;
}

function pin(book: Book, lot: Lot, points: number): void {
  lot.held += points;
  book.changedLots.add(lot);
}

function pinnedLot({ lots }: Book, lotId: string): Lot {
  const lot = lots.find(({ entryId }) => entryId === lotId);
  if (!lot) throw new Error(`pinned lot ${lotId} is not open`);
  return lot;
}
