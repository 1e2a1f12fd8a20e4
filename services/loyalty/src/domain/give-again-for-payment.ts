import type { Transaction } from '../db/database.ts';
import { findAftermath } from '../db/entries.ts';
import { graceFrom } from './earning.ts';
import type { Entry } from './entry.ts';
import { giveAgain } from './ledger/give-again.ts';
import { pointsRefunded, type RefundedSpend } from './take-back-for-refund.ts';
import { accountToTake, inBook, type Write } from './write.ts';

interface PaidAgain extends Omit<RefundedSpend, 'source'> {
  readonly gift: Entry;
  /** Points that refunds have taken back: no more comes again, whatever was reversed by hand. */
  readonly takenBack: number;
}

/**
 * Gives again what refunds took back that have been made up for by payments since, as if they had been that much smaller:
 * with the old times, or the programme's grace where the points would have expired meanwhile.
 * @returns the entry, or null when there was nothing to give
 */
export async function giveAgainForPayment(
  tx: Transaction,
  write: Write,
  { gift, takenBack, reason, ...spend }: PaidAgain,
): Promise<Entry | null> {
  const account = await accountToTake(tx, write);
  if (!account) return null;
  const { reversed } = await findAftermath(tx, gift);
  const points = Math.min(takenBack, reversed - pointsRefunded(gift, spend));
  if (points <= 0) return null;
  const { now, program } = write;
  const { expiresAt: old } = gift;
  const expiresAt = old && old <= now ? graceFrom(program, now) : old;
  const { answer } = await inBook(
    tx,
    account,
    write,
    (book) => ({
      __typename: 'GivenAgain' as const,
      entry: giveAgain(book, { gift, points, reason, expiresAt }),
    }),
    0,
  );
  return answer.entry;
}
