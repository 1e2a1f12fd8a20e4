import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startOfDay } from '../src/domain/days.ts';
import { runDay } from '../src/domain/run-day.ts';
import { updateLoyaltyProgram } from '../src/domain/update-loyalty-program.ts';
import { actions } from './actions.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

let loyalty: LoyaltyUnderTest;
const clock = { now: new Date('2032-06-01T12:00:00Z') };
beforeAll(async () => {
  loyalty = await startLoyalty({ clock: () => clock.now });
});
afterAll(() => loyalty.stop());

interface Answer {
  readonly __typename: string;
  readonly currentVersion?: number;
  readonly fieldErrors?: { path: string[] }[];
  readonly program?: Record<string, unknown> & { readonly version: number };
}
const fields = `name active timeZone earnPoints earnPerMinor earnCurrency pendingDays expiryDays returnPolicy tierWindow
  tierWindowDays downgrade downgradeGraceDays version tiers { key rank minQualifyingPoints earnMultiplierPercent }`;

async function update(input: object, expectedVersion: number): Promise<Answer> {
  const answer = await loyalty.query<{ updateLoyaltyProgram: Answer }>(
    `mutation ($input: LoyaltyProgramInput!, $expectedVersion: Int!) {
      updateLoyaltyProgram(input: $input, expectedVersion: $expectedVersion) {
        __typename ... on LoyaltyProgramPayload { program { ${fields} } }
        ... on VersionConflictError { currentVersion } ... on InvalidInputError { fieldErrors { path } } } }`,
    { authorization: loyalty.staff, variables: { input, expectedVersion } },
  );
  return answer.data.updateLoyaltyProgram;
}
async function read() {
  const answer = await loyalty.query<{ loyaltyProgram: { version: number } & object }>(
    `{ loyaltyProgram { ${fields} } }`,
    { storeId: 'demo' },
  );
  return answer.data.loyaltyProgram;
}
async function standing(customerId: string) {
  const answer = await loyalty.query<{
    _entities: [{ loyalty: { tier: { key: string }; tierProgress: object } }];
  }>(
    `query ($id: ID!) { _entities(representations: [{ __typename: "Customer", id: $id }]) { ... on Customer { loyalty {
      tier { key } tierProgress { qualifyingPoints windowStart windowEnd nextTier { key } pointsToNextTier reviewAt
        projectedTier { key } } } } } }`,
    { authorization: loyalty.staff, variables: { id: customerId } },
  );
  return answer.data._entities[0].loyalty;
}
const tier = (key: string, minQualifyingPoints: number, earnMultiplierPercent = 100) => ({
  key,
  name: key,
  minQualifyingPoints,
  earnMultiplierPercent,
});
const usual = [tier('bronze', 0), tier('silver', 1_000, 110), tier('gold', 5_000, 125)];

beforeEach(async () => {
  const { version } = await read();
  const { program } = await update(
    {
      tiers: usual,
      tierWindow: 'ROLLING',
      tierWindowDays: 30,
      downgrade: 'ONE_STEP',
      downgradeGraceDays: 0,
    },
    version,
  );
  expect(program).toBeDefined();
});

it('starts every store with a programme, in the currency and time zone of its settings', async () => {
  const answer = await loyalty.query<{ loyaltyProgram: object }>(
    `{ loyaltyProgram { ${fields} } }`,
    {
      storeId: 'acme',
    },
  );
  expect(answer.data.loyaltyProgram).toMatchObject({
    active: true,
    earnCurrency: 'USD',
    timeZone: 'UTC',
    version: 1,
    tiers: [
      { key: 'bronze', minQualifyingPoints: 0 },
      { key: 'silver', minQualifyingPoints: 1_000 },
      { key: 'gold', minQualifyingPoints: 5_000 },
      { key: 'platinum', minQualifyingPoints: 20_000 },
    ],
  });
});

it('changes what is given, keeps the rest, and refuses an edit of an old version', async () => {
  const before = await read();
  const { program } = await update({ earnPoints: 3, expiryDays: null }, before.version);
  expect(program).toEqual({
    ...before,
    earnPoints: 3,
    expiryDays: null,
    version: before.version + 1,
  });
  expect(await update({ earnPoints: 4 }, before.version)).toMatchObject({
    __typename: 'VersionConflictError',
    currentVersion: before.version + 1,
  });
});

it('names every wrong field at once', async () => {
  const { version } = await read();
  const input = {
    name: '',
    timeZone: 'Mars',
    earnPerMinor: 0,
    tiers: [tier('A', 1), tier('b', 1)],
  };
  const { fieldErrors = [] } = await update(input, version);
  const wrong = new Set(fieldErrors.map(({ path }) => path[1]));
  expect(wrong).toEqual(new Set(['name', 'timeZone', 'earnPerMinor', 'tiers']));
  expect((await read()).version).toBe(version);
});

it('raises a tier at once and tells what is missing for the next', async () => {
  const { add } = actions(loyalty);
  const { id } = await loyalty.addCustomer();
  await add(id, 999);
  await add(id, 500, { countsForTier: false });
  expect(await standing(id)).toMatchObject({
    tier: { key: 'bronze' },
    tierProgress: {
      qualifyingPoints: 999,
      nextTier: { key: 'silver' },
      pointsToNextTier: 1,
      reviewAt: null,
    },
  });
  await add(id, 1);
  await actions(loyalty).redeem(id, 900);
  expect(await standing(id)).toMatchObject({
    tier: { key: 'silver' },
    tierProgress: {
      qualifyingPoints: 1_000,
      pointsToNextTier: 4_000,
      projectedTier: { key: 'silver' },
    },
  });
});

it('lowers a tier at review only, step by step', async () => {
  const { add } = actions(loyalty);
  const { id } = await loyalty.addCustomer();
  await add(id, 5_000);
  clock.now = new Date(clock.now.getTime() + 32 * 86_400_000);
  expect(await standing(id)).toMatchObject({
    tier: { key: 'gold' },
    tierProgress: { qualifyingPoints: 0, projectedTier: { key: 'silver' } },
  });
  await runDay(loyalty.module, 'demo', clock.now);
  expect(await standing(id)).toMatchObject({ tier: { key: 'silver' } });
  clock.now = new Date(clock.now.getTime() + 86_400_000);
  await runDay(loyalty.module, 'demo', clock.now);
  expect(await standing(id)).toMatchObject({ tier: { key: 'bronze' } });
});

it('says of a rolling window on which day the tier goes down', async () => {
  const { version } = await read();
  const rules = { tierWindow: 'ROLLING', tierWindowDays: 20, downgradeGraceDays: 3 };
  await update({ ...rules, timeZone: 'Europe/Vienna' }, version);
  const { add } = actions(loyalty);
  const later = (hours: number) => {
    clock.now = new Date(clock.now.getTime() + hours * 3_600_000);
  };
  const gifts = fc.array(fc.integer({ min: 400, max: 1_800 }), { minLength: 3, maxLength: 3 });
  const customers: { id: string; points: number[]; told: unknown; fell: unknown }[] = [];
  for (const points of fc.sample(gifts, 6)) {
    const { id } = await loyalty.addCustomer();
    customers.push({ id, points, told: null, fell: null });
  }
  for (const turn of [0, 1, 2]) {
    for (const { id, points } of customers) await add(id, points[turn] ?? 0);
    later(91);
  }
  const reviewOf = async (id: string) => {
    const { tier: held, tierProgress } = await standing(id);
    return { key: held.key, reviewAt: (tierProgress as { reviewAt: string | null }).reviewAt };
  };
  for (const customer of customers) customer.told = (await reviewOf(customer.id)).reviewAt;
  const held = new Map<string, string>();
  for (let day = 0; day < 26; day += 1) {
    await runDay(loyalty.module, 'demo', clock.now);
    for (const customer of customers.filter(({ fell }) => fell === null)) {
      const { key } = await reviewOf(customer.id);
      const before = held.get(customer.id) ?? key;
      if (key !== before) customer.fell = startOfDay(clock.now, 'Europe/Vienna').toISOString();
      held.set(customer.id, key);
    }
    later(24);
  }
  expect(customers.some(({ fell }) => fell !== null)).toBe(true);
  expect(customers.map(({ points, told }) => [points, told])).toEqual(
    customers.map(({ points, fell }) => [points, fell]),
  );
});

it('moves accounts of a tier that is gone to the highest that asks no more', async () => {
  const { add } = actions(loyalty);
  const { id } = await loyalty.addCustomer();
  await add(id, 5_000);
  const { version } = await read();
  await update({ tiers: [tier('basic', 0), tier('silver', 1_000)] }, version);
  expect(await standing(id)).toMatchObject({ tier: { key: 'silver' } });
});

it('compares no ledger when tiers are replaced, which may be those of every account', async () => {
  const alone = await startLoyalty();
  const { add } = actions(alone);
  const { id } = await alone.addCustomer();
  await add(id, 5_000);
  await alone.sql(`CREATE OR REPLACE FUNCTION check_account_balances() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN RAISE EXCEPTION ''compared''; END'`);
  const tiers = [tier('basic', 0), tier('better', 2_000)];
  expect(await updateLoyaltyProgram(alone.module, 'demo', { tiers }, 1)).toMatchObject({
    __typename: 'LoyaltyProgramPayload',
  });
  expect(await alone.sql('SELECT tier_key FROM accounts')).toEqual([{ tier_key: 'better' }]);
  await expect(add(id, 1)).rejects.toThrow('INTERNAL_SERVER_ERROR');
  await alone.stop();
});

it('says what an order would earn with the multiplier of the tier', async () => {
  const { add } = actions(loyalty);
  const { version } = await read();
  await update({ earnPoints: 3, earnPerMinor: 100, pendingDays: 14 }, version);
  const { id, authorization } = await loyalty.addCustomer();
  await add(id, 1_000);
  const simulate = async (
    currency: string,
    asked: { authorization?: string; storeId?: string },
  ) => {
    const answer = await loyalty.query<{
      simulateEarning: { points: number; tier: { key: string } };
    }>(
      `{ simulateEarning(amount: { amountMinor: 1099, currency: "${currency}" }) { points tier { key } } }`,
      asked,
    );
    return answer.data.simulateEarning;
  };
  expect(await simulate('EUR', { storeId: 'demo' })).toMatchObject({
    points: 32,
    tier: { key: 'bronze' },
  });
  expect(await simulate('EUR', { authorization })).toMatchObject({
    points: 36,
    tier: { key: 'silver' },
  });
  expect(await simulate('USD', { authorization })).toMatchObject({ points: 0 });
});
