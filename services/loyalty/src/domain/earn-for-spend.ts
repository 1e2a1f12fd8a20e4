import type { InvalidInputError } from '@customer-graph/subgraph';
import type { Transaction } from '../db/database.ts';
import { hasSource } from '../db/entries.ts';
import { lotTimes, pointsForSpend } from './earning.ts';
import { gifts, type Entry, type EntrySource } from './entry.ts';
import type { Book } from './ledger/book.ts';
import { give } from './ledger/give.ts';
import { tierByKey, tierForPoints } from './program.ts';
import { accountToGive, accountToTake, inBook, raiseTier, type Write } from './write.ts';

export interface SpendToEarnFor {
  readonly netMinor: number;
  readonly currency: string;
  /** What was paid for; it earns once, however often it is told of. */
  readonly source: EntrySource;
  readonly reason: string;
}

/**
 * Gives what a payment earns, within the caller's transaction. Whether the customer may earn is the caller's to know.
 * @returns null when it earns nothing: another currency, too little, a programme that rests, or a source that has earned
 */
export async function earnForSpend(
  tx: Transaction,
  write: Write,
  { netMinor, currency, source, reason }: SpendToEarnFor,
): Promise<Entry | InvalidInputError | null> {
  const { program, now } = write;
  if (!program.active || currency !== program.earnCurrency) return null;
  const known = await accountToTake(tx, write);
  if (known && (await hasSource(tx, known, { types: gifts, source, owner: 'SHOP' }))) return null;
  // Points that fell due before this moment raise the tier that multiplies, whether or not a run has been at them.
  const account = known && (await raiseTier(tx, known, write));
  const tier = account ? tierByKey(program, account.tierKey) : tierForPoints(program, 0);
  const points = pointsForSpend(program, tier, netMinor);
  if (points === 0) return null;
  const earn = (book: Book) => {
    const gift = { type: 'EARN' as const, points, reason, source, ...lotTimes(program, now, true) };
    const entry = give(book, gift);
    return '__typename' in entry ? entry : { __typename: 'Earned' as const, entry };
  };
  const { answer } = await inBook(tx, account ?? (await accountToGive(tx, write)), write, earn, 0);
  return 'entry' in answer ? answer.entry : answer;
}
