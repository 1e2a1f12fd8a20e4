import { maxPoints } from './account.ts';
import { afterFullDays } from './days.ts';
import type { Program, Tier } from './program.ts';

/** Points for an amount spent net: floor(net × earnPoints ÷ earnPerMinor × multiplier ÷ 100), in integers throughout. */
export function pointsForSpend(program: Program, tier: Tier, netMinor: number): number {
  if (netMinor <= 0) return 0;
  const { earnPoints, earnPerMinor } = program;
  const gross = BigInt(netMinor) * BigInt(earnPoints) * BigInt(tier.earnMultiplierPercent);
  const points = gross / (BigInt(earnPerMinor) * 100n);
  return points > BigInt(maxPoints) ? maxPoints : Number(points);
}

/** When points given now can be spent and when they expire, by the programme's rules. */
export function lotTimes(
  { pendingDays, expiryDays, timeZone }: Program,
  now: Date,
  pending: boolean,
): { availableAt: Date; expiresAt: Date | null } {
  const waits = pending && pendingDays > 0;
  const availableAt = waits ? afterFullDays(now, pendingDays, timeZone) : now;
  const expiresAt = expiryDays === null ? null : afterFullDays(availableAt, expiryDays, timeZone);
  return { availableAt, expiresAt };
}
