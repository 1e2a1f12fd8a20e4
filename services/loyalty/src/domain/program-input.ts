import { rule } from '@customer-graph/subgraph';
import { line, timeZone } from '@customer-graph/text';
import { z } from 'zod';
import { maxPoints } from './account.ts';
import type { Tier } from './program.ts';

const whole = (min: number, max: number) =>
  z.int().min(min, `Must be at least ${min}.`).max(max, `Must be at most ${max}.`);

const tier = z.object({
  key: z
    .string()
    .refine(
      (key) => /^[a-z0-9][a-z0-9-]{0,49}$/.test(key),
      rule('INVALID_CHARACTERS', 'Must be 1 to 50 characters from a-z, 0-9 and hyphen.'),
    ),
  name: line(100),
  minQualifyingPoints: whole(0, maxPoints),
  earnMultiplierPercent: whole(0, 10_000),
});

const distinct = <Item>(items: readonly Item[], of: (item: Item) => unknown) =>
  new Set(items.map(of)).size === items.length;

const tiers = z
  .array(tier)
  .min(1, 'Must have at least one tier.')
  .max(20, 'Must have at most 20 tiers.')
  .refine(
    (list) => distinct(list, ({ key }) => key),
    rule('DUPLICATE', 'Must not contain a key twice.'),
  )
  .refine(
    (list) => distinct(list, (each) => each.minQualifyingPoints),
    rule('DUPLICATE', 'Must not contain two tiers with the same number of points.'),
  )
  .refine(
    (list) => list.some((each) => each.minQualifyingPoints === 0),
    rule('REQUIRED', 'Must contain a tier that requires 0 points.'),
  );

// Null means the same as leaving out, but for the expiry, where it means never.
const kept = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? undefined);

/** The changeable fields of a programme. */
export const rules = z.object({
  name: kept(line(100)),
  active: kept(z.boolean()),
  timeZone: kept(timeZone),
  earnPoints: kept(whole(0, 1_000_000)),
  earnPerMinor: kept(whole(1, Number.MAX_SAFE_INTEGER)),
  earnCurrency: kept(z.string()),
  pendingDays: kept(whole(0, 3_660)),
  expiryDays: whole(1, 36_600).nullish(),
  returnPolicy: kept(z.enum(['ONLY_PENDING', 'WITHIN_BALANCE', 'ALLOW_DEBT'])),
  earnsOnShipping: kept(z.boolean()),
  earnsOnTax: kept(z.boolean()),
  returnGraceDays: kept(whole(0, 3_660)),
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
