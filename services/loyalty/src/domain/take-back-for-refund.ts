import type { Transaction } from '../db/database.ts';
import { findEntryOfSource } from '../db/entries.ts';
import { gifts, type Entry, type EntrySource } from './entry.ts';
import { takeable, takeBack } from './ledger/take-back.ts';
import { reversiblePoints } from './reversible.ts';
import { accountToTake, inBook, type Write } from './write.ts';

export interface RefundedSpend {
  /** What was paid for. */
  readonly source: EntrySource;
  /** The net amount that it earned for. */
  readonly netMinor: number;
  /** All of it that has been refunded so far; `netMinor` when it was cancelled. */
  readonly refundedMinor: number;
  readonly reason: string;
}

/**
 * Takes back what a payment earned, within the caller's transaction, so that floor(earned × refunded ÷ net) is taken in
 * all, as far as the programme's return policy goes. Told of the same refunds again, it takes nothing more.
 * @returns the entry, or null when there was nothing to take
 */
export async function takeBackForRefund(
  tx: Transaction,
  write: Write,
  { source, netMinor, refundedMinor, reason }: RefundedSpend,
): Promise<Entry | null> {
  const account = await accountToTake(tx, write);
  const gift =
    account && (await findEntryOfSource(tx, account, { types: gifts, source, owner: 'SHOP' }));
  if (!gift) return null;
  const { answer } = await inBook(tx, account, write, async (book) => {
    const { reversed, reversible } = await reversiblePoints(book, tx, gift);
    const points = Math.min(
      pointsRefunded(gift, { netMinor, refundedMinor }) - reversed,
      reversible,
      takeable(book, gift.id, write.program.returnPolicy),
    );
    const entry = points > 0 ? takeBack(book, gift, points, reason) : null;
    return { __typename: 'TakenBack' as const, entry };
  });
  return answer.entry;
}

/** How many of the points of a gift its refunds take back in all: floor(points × refunded ÷ net). */
export const pointsRefunded = (
  { points }: Entry,
  { netMinor, refundedMinor }: Pick<RefundedSpend, 'netMinor' | 'refundedMinor'>,
): number => Number((BigInt(points) * BigInt(refundedMinor)) / BigInt(netMinor));
