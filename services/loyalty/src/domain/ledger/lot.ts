/** The points that one entry gave, and what is left of them. */
export interface Lot {
  /** The entry that gave them. */
  readonly entryId: string;
  readonly points: number;
  /** Not spent, expired or taken back; includes what is held. */
  remaining: number;
  /** Pinned by active holds. */
  held: number;
  readonly availableAt: Date;
  /** False while the points wait. */
  activated: boolean;
  /** Later than it was when points come back after it. */
  expiresAt: Date | null;
  readonly countsForTier: boolean;
  /** The entry that first gave the points, when a merge has brought them here or they were given again; null otherwise. */
  readonly originId: string | null;
  readonly createdAt: Date;
}

/** Points of the lot that a spend may take. */
export const free = (lot: Lot): number => (lot.activated ? lot.remaining - lot.held : 0);

/** The lots in which points of a gift lie, wherever merges have brought them. */
export const lotsOfGift = (lots: readonly Lot[], giftId: string): Lot[] =>
  lots.filter(({ entryId, originId }) => entryId === giftId || originId === giftId);

/** The order in which spends take lots: what expires first goes first. */
export function inSpendingOrder(a: Lot, b: Lot): number {
  const byExpiry = (a.expiresAt?.getTime() ?? Infinity) - (b.expiresAt?.getTime() ?? Infinity);
  // Two lots that never expire differ by NaN.
  return (
    byExpiry || a.createdAt.getTime() - b.createdAt.getTime() || (a.entryId < b.entryId ? -1 : 1)
  );
}
