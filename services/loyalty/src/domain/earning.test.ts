import { expect, it } from 'vitest';
import { lotTimes, pointsForSpend } from './earning.ts';
import { defaultRules, defaultTiers, type Program, type Tier } from './program.ts';

const program: Program = {
  ...defaultRules,
  timeZone: 'UTC',
  earnCurrency: 'EUR',
  id: 'p',
  storeId: 'demo',
  version: 1,
  tiers: defaultTiers,
};
const tier = (earnMultiplierPercent: number): Tier => ({
  key: 't',
  name: 'T',
  rank: 0,
  minQualifyingPoints: 0,
  earnMultiplierPercent,
});

it.each([
  [1, 100, 100, 199, 1],
  [1, 100, 150, 199, 2],
  [3, 100, 110, 1_099, 36],
  [1, 1, 100, 0, 0],
  [1, 1, 100, -5, 0],
  [1, 100, 100, Number.MAX_SAFE_INTEGER, 2_147_483_647],
  [7, 3, 133, 9_007_199, 27_952_340],
])('gives %i per %i at %i %% for %i: %i', (earnPoints, earnPerMinor, percent, net, points) => {
  expect(pointsForSpend({ ...program, earnPoints, earnPerMinor }, tier(percent), net)).toBe(points);
});

it('lets points wait and expire by full days, and never expire without expiry days', () => {
  const now = new Date('2030-01-01T10:00:00Z');
  expect(lotTimes(program, now, true)).toEqual({
    availableAt: new Date('2030-01-16T00:00:00Z'),
    expiresAt: new Date('2031-01-16T00:00:00Z'),
  });
  expect(lotTimes({ ...program, expiryDays: null }, now, false)).toEqual({
    availableAt: now,
    expiresAt: null,
  });
});
