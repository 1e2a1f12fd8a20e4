import { maxPoints } from './account.ts';
import { afterFullDays } from './days.ts';
import type { OrderState } from './order-event.ts';
import type { Program, Tier } from './program.ts';

/** Points for an amount spent net: floor(net × earnPoints ÷ earnPerMinor × multiplier ÷ 100), in integers throughout. */
export function pointsForSpend(program: Program, tier: Tier, netMinor: number): number {
  if (netMinor <= 0) return 0;
  const { earnPoints, earnPerMinor } = program;
  const gross = BigInt(netMinor) * BigInt(earnPoints) * BigInt(tier.earnMultiplierPercent);
  const points = gross / (BigInt(earnPerMinor) * 100n);
  return points > BigInt(maxPoints) ? maxPoints : Number(points);
}

/** The part of an order's total that earns: its goods, and shipping or tax where the programme says so. */
export function earningMinor(
  { earnsOnShipping, earnsOnTax }: Program,
  { netMinor, goodsMinor, shippingMinor, taxMinor }: OrderAmounts,
): number {
  if (goodsMinor === null) return netMinor;
  const charges = (earnsOnShipping ? shippingMinor : 0) + (earnsOnTax ? taxMinor : 0);
  return Math.min(goodsMinor + charges, netMinor);
}
type OrderAmounts = Pick<OrderState, 'netMinor' | 'goodsMinor' | 'shippingMinor' | 'taxMinor'>;

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

/** Until when points can be spent that come back now, past their expiry. */
export const graceFrom = ({ returnGraceDays: days, timeZone }: Program, now: Date): Date =>
  days > 0 ? afterFullDays(now, days, timeZone) : now;
