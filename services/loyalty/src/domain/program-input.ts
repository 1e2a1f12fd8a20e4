import { z } from 'zod';
import { maxPoints } from './account.ts';
import { isTimeZone } from './days.ts';
import { line } from './fields.ts';
import type { Tier } from './program.ts';

const whole = (min: number, max: number) =>
  z
    .int('is not a whole number')
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`);

const tier = z.object({
  key: z.string().regex(/^[a-z0-9][a-z0-9-]{0,49}$/, 'has other characters than a-z, 0-9 and -'),
  name: line(100),
  minQualifyingPoints: whole(0, maxPoints),
  earnMultiplierPercent: whole(0, 10_000),
});

const distinct = <Item>(items: readonly Item[], of: (item: Item) => unknown) =>
  new Set(items.map(of)).size === items.length;

const tiers = z
  .array(tier)
  .min(1, 'needs a tier')
  .max(20, 'has more than 20 tiers')
  .refine((list) => distinct(list, ({ key }) => key), 'has a key twice')
  .refine(
    (list) => distinct(list, (each) => each.minQualifyingPoints),
    'has two tiers for the same points',
  )
  .refine(
    (list) => list.some((each) => each.minQualifyingPoints === 0),
    'needs a tier for 0 points',
  );

// Null means the same as leaving out, but for the expiry, where it means never.
const kept = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? undefined);

/** The changeable fields of a programme. */
export const rules = z.object({
  name: kept(line(100)),
  active: kept(z.boolean()),
  timeZone: kept(z.string().refine(isTimeZone, 'is no IANA time zone')),
  earnPoints: kept(whole(0, 1_000_000)),
  earnPerMinor: kept(whole(1, Number.MAX_SAFE_INTEGER)),
  earnCurrency: kept(z.string()),
  pendingDays: kept(whole(0, 3_660)),
  expiryDays: whole(1, 36_600).nullish(),
  returnPolicy: kept(z.enum(['ONLY_PENDING', 'WITHIN_BALANCE', 'ALLOW_DEBT'])),
  tierWindow: kept(z.enum(['LIFETIME', 'ROLLING', 'CALENDAR_YEAR'])),
  tierWindowDays: kept(whole(1, 3_660)),
  downgrade: kept(z.enum(['NEVER', 'ONE_STEP', 'TO_EARNED_TIER'])),
  downgradeGraceDays: kept(whole(0, 3_660)),
  tiers: kept(tiers),
});

/** Tiers ranked by the points they ask for. */
export const tiersOf = (wanted: readonly z.output<typeof tier>[]): Tier[] =>
  [...wanted]
    .sort((a, b) => a.minQualifyingPoints - b.minQualifyingPoints)
    .map((each, rank) => ({ ...each, rank }));
