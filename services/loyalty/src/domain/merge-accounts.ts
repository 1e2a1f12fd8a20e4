import { byKey } from '@customer-graph/subgraph';
import { changeTier, lockAccount, markMerged } from '../db/accounts.ts';
import type { Transaction } from '../db/database.ts';
import { moveHolds } from '../db/holds.ts';
import type { Account } from './account.ts';
import { moveIn, moveOut } from './ledger/move.ts';
import type { Module } from './module.ts';
import { tierByKey } from './program.ts';
import { accountToGive, inBook, prepareWrite, raiseTier, type Write } from './write.ts';

export interface AccountMerge {
  readonly storeId: string;
  /** The customer whose account ends. */
  readonly from: string;
  /** The customer who takes it over. */
  readonly to: string;
}

/**
 * Moves what an account holds to the account of another customer, lot by lot, with its holds and its debt, and lets what was
 * earned there count here. Moves what has come back since when called again.
 * @returns the account that was taken over; null when there is none
 */
export async function mergeAccounts(
  module: Module,
  tx: Transaction,
  { storeId, from, to }: AccountMerge,
): Promise<Account | null> {
  const source = await lockAccount(tx, storeId, from);
  if (!source) return null;
  const actor = 'service:customers';
  const write = await prepareWrite(module, tx, { storeId, actor, customerId: to });
  const heir = await accountToGive(tx, write);
  if (source.mergedInto === heir.id && isEmpty(source)) return source;
  // What was here went to one who stands for the customer no more, and whose own merge may not have been told yet.
  const between = source.mergedInto === heir.id ? null : source.mergedInto;
  if (between !== null) {
    const { customerId } = await tx.account.findUniqueOrThrow({
      where: byKey({ storeId, id: between }),
    });
    await mergeAccounts(module, tx, { storeId, from: customerId, to });
    return mergeAccounts(module, tx, { storeId, from, to });
  }
  const out = await inBook(tx, source, write, (book) => {
    return { __typename: 'MovedOut' as const, estate: moveOut(book) };
  });
  await markMerged(tx, source, heir.id);
  const taken = await inBook(tx, await withBetterTier(tx, heir, source, write), write, (book) => {
    return { __typename: 'MovedIn' as const, lots: moveIn(book, out.answer.estate) };
  });
  await moveHolds(tx, source, heir.id, taken.answer.lots);
  await raiseTier(tx, taken.account, write);
  return out.account;
}

const isEmpty = ({ available, pending, held, debt }: Account): boolean =>
  available + pending + held + debt === 0;

/** The better of both tiers, which the next review judges by what was earned on both accounts. */
function withBetterTier(tx: Transaction, heir: Account, source: Account, write: Write) {
  const rankOf = ({ tierKey }: Account) => tierByKey(write.program, tierKey).rank;
  return rankOf(source) > rankOf(heir) ? changeTier(tx, heir, source, write.now) : heir;
}
