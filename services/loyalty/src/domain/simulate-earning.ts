import type { Account } from './account.ts';
import { lotTimes, pointsForSpend } from './earning.ts';
import { tierByKey, type Program, type Tier } from './program.ts';

export interface EarningSimulation {
  readonly points: number;
  readonly tier: Tier;
  readonly availableAt: Date;
  readonly expiresAt: Date | null;
}

/** What a purchase of this net amount would earn now. */
export function simulateEarning(
  program: Program,
  account: Account | null,
  amount: { readonly amountMinor: number; readonly currency: string },
  now: Date,
): EarningSimulation {
  const tier = tierByKey(program, account?.tierKey ?? program.tiers[0]?.key ?? '');
  const earns = program.active && amount.currency === program.earnCurrency;
  const points = earns ? pointsForSpend(program, tier, amount.amountMinor) : 0;
  return { points, tier, ...lotTimes(program, now, true) };
}
