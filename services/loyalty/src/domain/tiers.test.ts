import { expect, it } from 'vitest';
import { defaultRules, defaultTiers, type Program } from './program.ts';
import { review, tierProgress, upgrade, windowStart } from './tiers.ts';

const now = new Date('2030-06-10T12:00:00Z');
const today = new Date('2030-06-10T00:00:00Z');
const program = (change: Partial<Program> = {}): Program => ({
  ...defaultRules,
  timeZone: 'UTC',
  earnCurrency: 'EUR',
  id: 'p',
  storeId: 'demo',
  version: 1,
  tiers: defaultTiers,
  ...change,
});
const gold = {
  tierKey: 'gold',
  tierSince: new Date(0),
  tierShortSince: null,
  enrolledAt: new Date(0),
};

it('raises over several tiers at once and never lowers', () => {
  expect(upgrade(program(), { ...gold, tierKey: 'bronze' }, 5_000, now)).toMatchObject({
    tierKey: 'gold',
    tierSince: now,
  });
  expect(upgrade(program(), gold, 0, now)).toBeNull();
});

it('notes first that a tier is no longer earned, and lowers it when the grace is over', () => {
  const noted = review(program(), gold, 0, now);
  expect(noted).toMatchObject({ tierKey: 'gold', tierShortSince: today });
  const short = { ...gold, tierShortSince: today };
  expect(review(program(), short, 0, new Date('2030-07-09T23:59:00Z'))).toBeNull();
  expect(review(program(), short, 0, new Date('2030-07-10T00:00:00Z'))).toMatchObject({
    tierKey: 'silver',
    tierShortSince: new Date('2030-07-10T00:00:00Z'),
  });
});

it('forgets the grace when the tier is earned again', () => {
  expect(review(program(), { ...gold, tierShortSince: today }, 5_000, now)).toMatchObject({
    tierKey: 'gold',
    tierShortSince: null,
  });
});

it('lowers to the earned tier, or not at all, as the programme says', () => {
  const rules = { downgradeGraceDays: 0 };
  expect(review(program({ ...rules, downgrade: 'TO_EARNED_TIER' }), gold, 0, now)).toMatchObject({
    tierKey: 'bronze',
    tierShortSince: null,
  });
  expect(review(program({ ...rules, downgrade: 'NEVER' }), gold, 0, now)).toBeNull();
});

it.each([
  ['LIFETIME', null],
  ['ROLLING', new Date('2029-06-10T00:00:00Z')],
  ['CALENDAR_YEAR', new Date('2030-01-01T00:00:00Z')],
] as const)('counts points of a %s window from %s', (tierWindow, start) => {
  expect(windowStart(program({ tierWindow }), now)).toEqual(start);
});

it('tells the earliest moment at which the tier may go down', () => {
  const reviewAt = (change: Partial<Program>, points: number) =>
    tierProgress(program(change), gold, { points, oldestNeeded: null }, now).reviewAt;
  expect(reviewAt({ downgrade: 'NEVER' }, 0)).toBeNull();
  expect(reviewAt({ tierWindow: 'CALENDAR_YEAR', downgradeGraceDays: 10 }, 6_000)).toEqual(
    new Date('2031-01-11T00:00:00Z'),
  );
  expect(reviewAt({ tierWindow: 'LIFETIME' }, 6_000)).toBeNull();
  expect(reviewAt({ downgradeGraceDays: 0 }, 0)).toEqual(new Date('2030-06-11T00:00:00Z'));
});
