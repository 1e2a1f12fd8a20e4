import type { Account } from './account.ts';
import { startOfDay, startOfDayAfter, startOfNextYear, startOfYear } from './days.ts';
import { tierByKey, tierForPoints, type Program, type Tier } from './program.ts';

/** What of an account a review looks at and may change. */
export type TierState = Pick<Account, 'tierKey' | 'tierSince' | 'tierShortSince'>;

/** From when on points given count; null: from the beginning. */
export function windowStart(program: Program, now: Date): Date | null {
  const { tierWindow, tierWindowDays, timeZone } = program;
  if (tierWindow === 'CALENDAR_YEAR') return startOfYear(now, timeZone);
  if (tierWindow === 'ROLLING') return startOfDayAfter(now, -(tierWindowDays ?? 0), timeZone);
  return null;
}

/** Raises the tier at once when more is earned; never lowers it. @returns null when nothing changes */
export function upgrade(
  program: Program,
  state: TierState,
  qualifyingPoints: number,
  now: Date,
): TierState | null {
  const current = tierByKey(program, state.tierKey);
  const earned = tierForPoints(program, qualifyingPoints);
  if (earned.rank > current.rank)
    return { tierKey: earned.key, tierSince: now, tierShortSince: null };
  if (earned.rank === current.rank && state.tierShortSince !== null)
    return { ...state, tierShortSince: null };
  return null;
}

/**
 * The daily review: upgrades, notes since when a tier is no longer earned, and lowers it once the grace is over.
 * @returns null when nothing changes
 */
export function review(
  program: Program,
  state: TierState,
  qualifyingPoints: number,
  now: Date,
): TierState | null {
  const { downgrade, downgradeGraceDays, timeZone } = program;
  const current = tierByKey(program, state.tierKey);
  const earned = tierForPoints(program, qualifyingPoints);
  if (earned.rank >= current.rank) return upgrade(program, state, qualifyingPoints, now);
  if (downgrade === 'NEVER') return null;
  const today = startOfDay(now, timeZone);
  const shortSince = state.tierShortSince ?? today;
  // A tier that has changed today stays for today: a run that is repeated must not take another step.
  if (startOfDayAfter(shortSince, downgradeGraceDays, timeZone) > now || state.tierSince >= today)
    return state.tierShortSince ? null : { ...state, tierShortSince: shortSince };
  const lower = lowered(program, current, earned);
  const still = lower.rank > earned.rank ? today : null;
  return { tierKey: lower.key, tierSince: now, tierShortSince: still };
}

function lowered({ downgrade, tiers }: Program, current: Tier, earned: Tier): Tier {
  if (downgrade === 'NEVER') return current;
  return downgrade === 'ONE_STEP' ? (tiers[current.rank - 1] ?? earned) : earned;
}

export interface TierProgress {
  readonly qualifyingPoints: number;
  readonly windowStart: Date;
  readonly windowEnd: Date | null;
  readonly nextTier: Tier | null;
  readonly pointsToNextTier: number | null;
  readonly reviewAt: Date | null;
  readonly projectedTier: Tier;
}

export interface Qualifying {
  /** Points that count for the tier. */
  readonly points: number;
  /** When the oldest of them became available that the tier still needs; matters while the window rolls. */
  readonly oldestNeeded: Date | null;
}

export function tierProgress(
  program: Program,
  account: TierState & Pick<Account, 'enrolledAt'>,
  { points: qualifyingPoints, oldestNeeded }: Qualifying,
  now: Date,
): TierProgress {
  const current = tierByKey(program, account.tierKey);
  const earned = tierForPoints(program, qualifyingPoints);
  const nextTier = program.tiers[current.rank + 1] ?? null;
  return {
    qualifyingPoints,
    windowStart: windowStart(program, now) ?? account.enrolledAt,
    windowEnd:
      program.tierWindow === 'CALENDAR_YEAR' ? startOfNextYear(now, program.timeZone) : null,
    nextTier,
    pointsToNextTier: nextTier && Math.max(0, nextTier.minQualifyingPoints - qualifyingPoints),
    reviewAt:
      earned.rank < current.rank
        ? endOfGrace(program, account, now)
        : endOfGraceOnceLost(program, current, oldestNeeded, now),
    projectedTier: earned.rank >= current.rank ? earned : lowered(program, current, earned),
  };
}

/** When a tier that is no longer earned may go down; null when it cannot. */
function endOfGrace(program: Program, { tierShortSince }: TierState, now: Date): Date | null {
  const { downgrade, downgradeGraceDays: grace, timeZone } = program;
  if (downgrade === 'NEVER') return null;
  const tomorrow = startOfDayAfter(now, 1, timeZone);
  const over = startOfDayAfter(tierShortSince ?? tomorrow, grace, timeZone);
  return over > now ? over : tomorrow;
}

/** When a tier that is earned may go down if nothing more is given; null when it cannot. */
function endOfGraceOnceLost(
  { downgrade, downgradeGraceDays: grace, timeZone, tierWindow, tierWindowDays }: Program,
  { rank }: Tier,
  oldestNeeded: Date | null,
  now: Date,
): Date | null {
  if (downgrade === 'NEVER' || rank === 0) return null;
  if (tierWindow === 'CALENDAR_YEAR')
    return startOfDayAfter(startOfNextYear(now, timeZone), grace, timeZone);
  if (tierWindow === 'LIFETIME' || oldestNeeded === null) return null;
  // Points count on the last day of the window as a whole.
  return startOfDayAfter(oldestNeeded, (tierWindowDays ?? 0) + 1 + grace, timeZone);
}
