import { GraphQLError } from 'graphql';

export type ReturnPolicy = 'ONLY_PENDING' | 'WITHIN_BALANCE' | 'ALLOW_DEBT';
type TierWindow = 'LIFETIME' | 'ROLLING' | 'CALENDAR_YEAR';
type DowngradePolicy = 'NEVER' | 'ONE_STEP' | 'TO_EARNED_TIER';

/** A step of a programme. */
export interface Tier {
  readonly key: string;
  readonly name: string;
  /** Position from the lowest, which is 0. */
  readonly rank: number;
  readonly minQualifyingPoints: number;
  readonly earnMultiplierPercent: number;
}

/** The rules of a store's programme, without its tiers. */
export interface ProgramRules {
  readonly name: string;
  readonly active: boolean;
  /** IANA name; days begin at its midnight. */
  readonly timeZone: string;
  readonly earnPoints: number;
  /** Minor units of `earnCurrency` that `earnPoints` are given for. */
  readonly earnPerMinor: number;
  readonly earnCurrency: string;
  readonly pendingDays: number;
  readonly expiryDays: number | null;
  readonly returnPolicy: ReturnPolicy;
  /** Whether shipping earns like goods. */
  readonly earnsOnShipping: boolean;
  /** Whether tax that is charged on top of the goods' prices earns like them. */
  readonly earnsOnTax: boolean;
  /** Full days that points can be spent that come back after they would have expired. */
  readonly returnGraceDays: number;
  readonly tierWindow: TierWindow;
  readonly tierWindowDays: number | null;
  readonly downgrade: DowngradePolicy;
  readonly downgradeGraceDays: number;
}

export interface Program extends ProgramRules {
  readonly id: string;
  readonly storeId: string;
  readonly version: number;
  /** By rank. */
  readonly tiers: readonly Tier[];
}

/** What a store starts with. */
export const defaultRules = {
  name: 'Loyalty programme',
  active: true,
  earnPoints: 1,
  earnPerMinor: 100,
  pendingDays: 14,
  expiryDays: 365,
  returnPolicy: 'WITHIN_BALANCE',
  earnsOnShipping: false,
  earnsOnTax: false,
  returnGraceDays: 30,
  tierWindow: 'ROLLING',
  tierWindowDays: 365,
  downgrade: 'ONE_STEP',
  downgradeGraceDays: 30,
} as const;

export const defaultTiers: readonly Tier[] = [
  tier('bronze', 'Bronze', 0, 0, 100),
  tier('silver', 'Silver', 1, 1_000, 110),
  tier('gold', 'Gold', 2, 5_000, 125),
  tier('platinum', 'Platinum', 3, 20_000, 150),
];

function tier(key: string, name: string, rank: number, points: number, percent: number): Tier {
  return { key, name, rank, minQualifyingPoints: points, earnMultiplierPercent: percent };
}

/** Tiers were replaced between the reading of the programme and that of an account; begun anew, a call sees both alike. */
export class ProgramChangedError extends GraphQLError {
  constructor() {
    super('The programme has just been changed. Try again.', {
      extensions: { code: 'SERVICE_UNAVAILABLE' },
    });
  }
}

/** The tier of this key. @throws ProgramChangedError when the programme, as it was read, has none */
export function tierByKey({ tiers }: Program, key: string): Tier {
  const found = tiers.find((tier) => tier.key === key);
  if (!found) throw new ProgramChangedError();
  return found;
}

/** The highest tier that asks for no more than these points. */
export function tierForPoints(
  { tiers, storeId }: Pick<Program, 'tiers' | 'storeId'>,
  points: number,
) {
  const found = tiers.findLast((tier) => tier.minQualifyingPoints <= points);
  if (!found) throw new Error(`the programme of ${storeId} has no lowest tier`);
  return found;
}
