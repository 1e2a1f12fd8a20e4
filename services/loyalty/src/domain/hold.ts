import type { Scope } from '@customer-graph/subgraph';
import type { EntrySource } from './entry.ts';
import { ownerOf } from './owner.ts';

export type HoldStatus = 'ACTIVE' | 'CAPTURED' | 'RELEASED' | 'EXPIRED';

/** Points set aside for a while. */
export interface Hold {
  readonly id: string;
  readonly accountId: string;
  readonly points: number;
  readonly status: HoldStatus;
  readonly source: EntrySource | null;
  readonly actor: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** A hold with the lots that it pins, in the order they are spent. */
export interface PinnedHold extends Omit<Hold, 'status'> {
  status: HoldStatus;
  readonly pins: readonly { readonly lotId: string; readonly points: number }[];
}

/** Whether the caller may capture or release a hold: customers only what they have set aside themselves. */
export const mayEnd = ({ customerId }: Scope, { actor }: Pick<Hold, 'actor'>): boolean =>
  customerId === null || ownerOf(actor) === 'CUSTOMER';

/** A hold as the answer of a mutation. */
export type PointsHold = ReturnType<typeof pointsHold>;
export const pointsHold = (hold: Hold) => ({ ...hold, __typename: 'PointsHold' as const });
