import type { Transaction } from '../db/database.ts';
import { findDueCustomers } from '../db/schedule.ts';
import { eachAccount } from './each-account.ts';
import type { Module } from './module.ts';
import type { Program } from './program.ts';
import { accountToTake, inBook, prepareWrite, type Write, type WriteScope } from './write.ts';

export const scheduler = 'loyalty:scheduler';

/**
 * Ends what has fallen due in a store by a moment: waiting points become available, points past their expiry go, holds
 * lapse, tiers rise. One short transaction for each account, a few at a time; safe to run twice and beside other writes.
 * @returns how many accounts changed
 */
export async function settleDue(
  module: Module,
  program: Program,
  now: Date,
  signal?: AbortSignal,
): Promise<number> {
  const { storeId } = program;
  const settle = (customerId: string) =>
    settleAccount(module, { storeId, customerId, actor: scheduler }, { program, now });
  let settled = 0;
  for (;;) {
    const before = settled;
    settled += await eachAccount(await findDueCustomers(module.db, storeId, now), settle, signal);
    // What others have settled meanwhile is not due any more; whatever is, the next call will see.
    if (settled === before) return settled;
  }
}

/** Settles one account, as of now unless another moment is given. @returns 1 when it changed */
export const settleAccount = (
  module: Module,
  scope: WriteScope,
  given?: Pick<Write, 'program' | 'now'>,
): Promise<number> =>
  module.db.writerOf(scope.customerId).$transaction((tx) => settleWithin(module, tx, scope, given));

export async function settleWithin(
  module: Module,
  tx: Transaction,
  scope: WriteScope,
  given?: Pick<Write, 'program' | 'now'>,
): Promise<number> {
  const account = await accountToTake(tx, scope);
  if (!account) return 0;
  const write = { ...(await prepareWrite(module, tx, scope)), ...given };
  const after = await inBook(tx, account, write, () => done, 0);
  return after.account.version > account.version ? 1 : 0;
}

const done = { __typename: 'Settled' } as const;
