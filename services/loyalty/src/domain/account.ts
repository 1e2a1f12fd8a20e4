import type { Entry } from './entry.ts';
import type { Tier } from './program.ts';

/** Largest figure of an account: the API's Int says no more. */
export const maxPoints = 2_147_483_647;

/** Points by what can be done with them. */
export interface Balances {
  readonly available: number;
  readonly pending: number;
  readonly held: number;
  readonly debt: number;
  readonly lifetimeEarned: number;
  readonly lifetimeRedeemed: number;
  readonly lifetimeExpired: number;
}

/** A customer's account in its store's programme. */
export interface Account extends Balances {
  readonly id: string;
  readonly storeId: string;
  readonly customerId: string;
  readonly tierKey: string;
  /** The tier as the programme has it, where it was read with the account. */
  readonly tier?: Tier;
  readonly tierSince: Date;
  /** Start of the day since which the tier is no longer earned; null while it is. */
  readonly tierShortSince: Date | null;
  /** Number of the last entry. */
  readonly lastSeq: number;
  readonly version: number;
  /** The account that has taken this one over; null while it is the customer's own. */
  readonly mergedInto: string | null;
  readonly enrolledAt: Date;
}

/** The ledger line that was written, and the account after it. */
export interface PointsEntryPayload {
  readonly __typename: 'PointsEntryPayload';
  readonly entry: Entry;
  readonly account: Account;
}

export interface LoyaltyAccountPayload {
  readonly __typename: 'LoyaltyAccountPayload';
  readonly account: Account;
}
