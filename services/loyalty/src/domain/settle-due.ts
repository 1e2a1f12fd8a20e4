import { findDueCustomers } from '../db/schedule.ts';
import { eachAccount } from './each-account.ts';
import type { Module } from './module.ts';
import type { Program } from './program.ts';
import { accountToTake, inBook } from './write.ts';

const actor = 'loyalty:scheduler';

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
    module.db.writerOf(customerId).$transaction(async (tx) => {
      const account = await accountToTake(tx, { storeId, customerId, actor });
      if (!account) return 0;
      const after = await inBook(tx, account, { actor, now, program }, () => done, 0);
      return after.account.version > account.version ? 1 : 0;
    });
  let settled = 0;
  for (;;) {
    const before = settled;
    settled += await eachAccount(await findDueCustomers(module.db, storeId, now), settle, signal);
    // What others have settled meanwhile is not due any more; whatever is, the next call will see.
    if (settled === before) return settled;
  }
}

const done = { __typename: 'Settled' } as const;
