import { changeTier } from '../db/accounts.ts';
import { findTierStandings } from '../db/schedule.ts';
import { qualifyingPoints } from '../db/tier-points.ts';
import { eachAccount } from './each-account.ts';
import type { Module } from './module.ts';
import type { Program } from './program.ts';
import { review, windowStart } from './tiers.ts';
import { accountToTake } from './write.ts';

const batch = 1_000;
const actor = 'loyalty:scheduler';

/**
 * Looks at the tiers of all accounts of a store. Batches are read without a lock; only an account whose tier changes is
 * locked, and looked at again. @returns how many accounts changed
 */
export async function reviewTiers(
  module: Module,
  program: Program,
  now: Date,
  signal?: AbortSignal,
): Promise<number> {
  const { storeId } = program;
  const from = windowStart(program, now);
  const change = (customerId: string) =>
    module.db.writerOf(customerId).$transaction(async (tx) => {
      const account = await accountToTake(tx, { storeId, customerId, actor });
      if (!account) return 0;
      const points = await qualifyingPoints(tx, account, from, now);
      const next = review(program, account, points, now);
      if (next) await changeTier(tx, account, next, now);
      return next ? 1 : 0;
    });
  let changed = 0;
  let afterId: string | null = null;
  for (;;) {
    const standings = await findTierStandings(module.db, storeId, from, now, afterId, batch);
    const due = standings.filter(({ points, ...state }) => review(program, state, points, now));
    changed += await eachAccount(due, ({ customerId }) => change(customerId), signal);
    const last = standings.at(-1);
    if (!last || standings.length < batch) return changed;
    afterId = last.id;
  }
}
