import { isSuccess, type Answer } from '@customer-graph/subgraph';
import { lockAccount, lockOrOpenAccount, changeTier } from '../db/accounts.ts';
import type { Transaction } from '../db/database.ts';
import { findActiveHolds, findOpenLots } from '../db/open-book.ts';
import { findProgram } from '../db/programs.ts';
import { saveBook } from '../db/save-book.ts';
import { qualifyingPoints } from '../db/tier-points.ts';
import type { Account } from './account.ts';
import { openBook, type Book } from './ledger/book.ts';
import type { Lot } from './ledger/lot.ts';
import { settle } from './ledger/settle.ts';
import type { Module } from './module.ts';
import type { Program } from './program.ts';
import { upgrade, windowStart } from './tiers.ts';

/** Whose account a write is on, and in whose name. */
export interface WriteScope {
  readonly storeId: string;
  readonly customerId: string;
  readonly actor: string;
}

/** A write on an account, and what it goes by. */
export interface Write extends WriteScope {
  readonly program: Program;
  readonly now: Date;
}

/** Reads what a write goes by. */
export async function prepareWrite(
  { clock }: Module,
  tx: Transaction,
  scope: WriteScope,
): Promise<Write> {
  return { ...scope, program: await findProgram(tx, scope.storeId), now: clock() };
}

/** The customer's locked account; opened when it has none. */
export function accountToGive(tx: Transaction, write: Write): Promise<Account> {
  const { storeId, customerId, program, now } = write;
  const tierKey = program.tiers[0]?.key ?? '';
  return lockOrOpenAccount(tx, { storeId, customerId, tierKey, now });
}

/** The customer's locked account, if it has one. */
export const accountToTake = (tx: Transaction, { storeId, customerId }: WriteScope) =>
  lockAccount(tx, storeId, customerId);

/**
 * Does work on the book of a locked account and saves it, unless the work fails. The one place where an account changes.
 * @param spends the most points that the work takes, when it takes them in spending order and looks at no lot besides
 *   those of holds: an account may have thousands, and then the others stay where they are
 * @returns what the work answers, and the account after it
 */
export async function inBook<Done extends Answer>(
  tx: Transaction,
  account: Account,
  { actor, now, program }: Pick<Write, 'actor' | 'now' | 'program'>,
  work: (book: Book) => Done | Promise<Done>,
  spends: number | null = null,
): Promise<{ answer: Done; account: Account }> {
  const lots = await findOpenLots(tx, account, now, spends);
  const holds = await findActiveHolds(tx, account);
  const book = openBook({ account, lots, holds, now, actor, whole: spends === null });
  settle(book);
  const answer = await work(book);
  if (!isSuccess(answer)) return { answer, account };
  settle(book);
  const saved = await saveBook(tx, book);
  const mayRise = [...book.newLots, ...book.changedLots].some(countsNow);
  return { answer, account: mayRise ? await raiseTier(tx, saved, { program, now }) : saved };
}

/** What a merge has moved here counts where it was given. */
const countsNow = ({ activated, countsForTier, originId }: Lot): boolean =>
  activated && (countsForTier || originId !== null);

/** Raises the tier of a locked account at once when more is earned. */
export async function raiseTier(
  tx: Transaction,
  account: Account,
  { program, now }: Pick<Write, 'program' | 'now'>,
): Promise<Account> {
  const points = await qualifyingPoints(tx, account, windowStart(program, now), now);
  const state = upgrade(program, account, points, now);
  return state ? changeTier(tx, account, state, now) : account;
}
