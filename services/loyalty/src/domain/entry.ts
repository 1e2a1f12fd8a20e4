import type { Owner } from './owner.ts';

export type EntryType =
  | 'EARN'
  | 'REDEEM'
  | 'ADJUST_UP'
  | 'ADJUST_DOWN'
  | 'EXPIRE'
  | 'REVERSE_EARN'
  | 'REVERSE_REDEEM'
  | 'MERGE_IN'
  | 'MERGE_OUT';

/** Entries that give points anew: by hand, or for a purchase. */
export const gifts = ['EARN', 'ADJUST_UP'] as const satisfies readonly EntryType[];

/** Opaque pointer to what an entry goes back to. */
export interface EntrySource {
  readonly type: string;
  readonly id: string;
}

/** A line of the ledger. */
export interface Entry {
  readonly id: string;
  readonly storeId: string;
  readonly accountId: string;
  /** 1, 2, 3 … within the account. */
  readonly seq: number;
  readonly type: EntryType;
  /** Signed. */
  readonly points: number;
  readonly reason: string;
  readonly source: EntrySource | null;
  /** Who named the source: it pays once for each. */
  readonly sourceOwner: Owner;
  readonly availableAt: Date | null;
  readonly expiresAt: Date | null;
  readonly reversesId: string | null;
  /** Sum of this and all earlier entries of the account. */
  readonly balanceAfter: number;
  readonly actor: string;
  readonly createdAt: Date;
}

/**
 * How an entry moved a lot: TAKE and RETURN by the entry itself; PAY_DEBT by a lot that pays what an earlier reversal could
 * not take; DEBT is the part of a reversal that no lot could cover.
 */
export type AllocationKind = 'TAKE' | 'RETURN' | 'DEBT' | 'PAY_DEBT';

export interface Allocation {
  readonly id: string;
  readonly entryId: string;
  readonly kind: AllocationKind;
  /** Null only for DEBT. */
  readonly lotId: string | null;
  /** Always positive. */
  readonly points: number;
}

/**
 * Which of the account's lifetime figures an entry of the type counts in, and with which sign; null for a merge, which moves
 * the figures themselves.
 */
export const lifetimeFigure = {
  EARN: ['lifetimeEarned', 1],
  ADJUST_UP: ['lifetimeEarned', 1],
  MERGE_IN: null,
  REVERSE_EARN: ['lifetimeEarned', 1],
  REDEEM: ['lifetimeRedeemed', -1],
  ADJUST_DOWN: ['lifetimeRedeemed', -1],
  MERGE_OUT: null,
  REVERSE_REDEEM: ['lifetimeRedeemed', -1],
  EXPIRE: ['lifetimeExpired', -1],
} as const satisfies Record<
  EntryType,
  readonly ['lifetimeEarned' | 'lifetimeRedeemed' | 'lifetimeExpired', 1 | -1] | null
>;
