import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scheduler, settleAccount } from '../src/domain/settle-due.ts';
import { actions } from './actions.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

const start = Date.parse('2030-01-01T12:00:00Z');
const hour = 3_600_000;
const clock = { now: new Date(start) };
let loyalty: LoyaltyUnderTest;
beforeAll(async () => {
  loyalty = await startLoyalty({ clock: () => clock.now });
  const { data } = await loyalty.query<{ loyaltyProgram: object }>(
    `mutation { updateLoyaltyProgram(input: { pendingDays: 1 }, expectedVersion: 1) { __typename } }`,
    { authorization: loyalty.staff },
  );
  expect(data).toMatchObject({ updateLoyaltyProgram: { __typename: 'LoyaltyProgramPayload' } });
});
afterAll(async () => {
  expect(await loyalty.differences()).toEqual([]);
  await loyalty.stop();
});

interface Account {
  readonly id: string;
  readonly customerId: string;
  readonly authorization: string;
  /** A call that was made when the account was opened. */
  readonly first: { readonly input: object; readonly key: string };
}
const figures = `id version tier { key }
  balance { available pending held debt lifetimeEarned lifetimeRedeemed lifetimeExpired }
  tierProgress { qualifyingPoints pointsToNextTier } holds { id points expiresAt }
  expiring(withinDays: 3000) { points expiresAt } metrics { key ... on CountMetric { count } }
  entries(first: 50) { totalCount edges { node { type points balanceAfter } } }`;

async function read(text: string, authorization: string, variables: Record<string, unknown> = {}) {
  const { data, errors } = await loyalty.query<Record<string, unknown>>(text, {
    authorization,
    variables,
  });
  expect(errors).toBeUndefined();
  return data;
}
const listed = async ({ id }: Account, args: string, fields: string) => {
  const data = await read(
    `{ loyaltyAccounts(first: 100, ${args}) { totalCount edges { node { ${fields} } } } }`,
    loyalty.staff,
  );
  const { totalCount, edges } = data.loyaltyAccounts as {
    totalCount: number;
    edges: { node: { id: string } }[];
  };
  return { totalCount, found: edges.filter(({ node }) => node.id === id) };
};

/** Every way to read an account. */
const reads: Record<string, (account: Account) => Promise<unknown>> = {
  'by its id': ({ id }) =>
    read(`query ($id: ID!) { loyaltyAccount(id: $id) { ${figures} } }`, loyalty.staff, { id }),
  'by its customer': ({ customerId: id, authorization }) =>
    read(
      `query ($id: ID!) { _entities(representations: [{ __typename: "Customer", id: $id }]) {
        ... on Customer { loyalty { ${figures} } } } }`,
      authorization,
      { id },
    ),
  'as a reference': ({ id }) =>
    read(
      `query ($id: ID!) { _entities(representations: [{ __typename: "LoyaltyAccount", id: $id }]) {
        ... on LoyaltyAccount { ${figures} } } }`,
      loyalty.staff,
      { id },
    ),
  'in a list sorted by what is available': (account) =>
    listed(account, 'sortBy: { field: AVAILABLE, direction: DESC }', figures),
  'in a list of those with points': (account) =>
    listed(account, 'filter: { minAvailable: 1 }', 'id'),
  'in a list of a tier': (account) => listed(account, 'filter: { tierKey: "silver" }', 'id'),
  'by a repeated call': async ({ first }) => {
    const { act } = actions(loyalty);
    return (await act('addPoints', first)).account;
  },
};

interface Lot {
  readonly points: number;
  readonly pending: boolean;
  readonly expiresIn: number | null;
}
const history = fc.record({
  lots: fc.array(
    fc.record({
      points: fc.integer({ min: 1, max: 800 }),
      pending: fc.boolean(),
      expiresIn: fc.option(fc.integer({ min: 30, max: 72 })),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  holds: fc.array(
    fc.record({ points: fc.integer({ min: 1, max: 400 }), hours: fc.integer({ min: 1, max: 23 }) }),
    { maxLength: 2 },
  ),
});

async function openAccount(lots: readonly Lot[], holds: { points: number; hours: number }[]) {
  const { act } = actions(loyalty);
  const { id: customerId, authorization } = await loyalty.addCustomer();
  const [first, ...rest] = [{ points: 300, pending: false, expiresIn: 96 }, ...lots].map(
    ({ points, pending, expiresIn }) => ({
      key: randomUUID(),
      input: {
        ...{ customerId, points, pending, reason: 'Gift' },
        expiresAt: expiresIn && new Date(clock.now.getTime() + expiresIn * hour).toISOString(),
      },
    }),
  );
  if (!first) throw new Error('no first lot');
  const id = (await act('addPoints', first)).account?.id ?? '';
  for (const lot of rest) await act('addPoints', lot);
  for (const { points, hours } of holds)
    await act('holdPoints', { customerId, points, ttlSeconds: hours * 3600 });
  return { id, customerId, authorization, first };
}

it('shows nothing that has lapsed or expired, and all that has become available, from the very instant on', async () => {
  await fc.assert(
    fc.asyncProperty(history, async ({ lots, holds }) => {
      const opened = clock.now.getTime();
      const accounts = new Map<string, Account>();
      for (const name of Object.keys(reads)) accounts.set(name, await openAccount(lots, holds));
      const known = await loyalty.sql<{ at: Date }>(
        `SELECT available_at AS at FROM lots WHERE account_id = ANY ($1::uuid[])
         UNION SELECT expires_at FROM lots WHERE account_id = ANY ($1::uuid[]) AND expires_at IS NOT NULL
         UNION SELECT expires_at FROM holds WHERE account_id = ANY ($1::uuid[]) ORDER BY 1`,
        [[...accounts.values()].map(({ id }) => id)],
      );
      const moments = known
        .flatMap(({ at }) => [at.getTime() - 1, at.getTime()])
        .filter((at) => at > opened);
      for (const at of moments) {
        clock.now = new Date(at);
        for (const [name, account] of accounts) {
          const seen = await reads[name]?.(account);
          const { customerId } = account;
          await settleAccount(loyalty.module, { storeId: 'demo', customerId, actor: scheduler });
          expect(await reads[name]?.(account), `${name} at ${clock.now.toISOString()}`).toEqual(
            seen,
          );
        }
        const shown = await loyalty.sql(
          `SELECT 1 FROM lots WHERE account_id = ANY ($1::uuid[]) AND remaining > held
             AND CASE WHEN activated THEN expires_at ELSE available_at END <= $2
           UNION ALL SELECT 1 FROM holds WHERE account_id = ANY ($1::uuid[]) AND status = 'ACTIVE' AND expires_at <= $2`,
          [[...accounts.values()].map(({ id }) => id), clock.now],
        );
        expect(shown).toEqual([]);
      }
    }),
    { numRuns: 2 },
  );
}, 120_000);

it('shows points and holds by a plain model around the instant at which they go', async () => {
  const account = await openAccount(
    [{ points: 50, pending: true, expiresIn: 48 }],
    [{ points: 100, hours: 2 }],
  );
  const opened = clock.now.getTime();
  const shown = async (at: number) => {
    clock.now = new Date(opened + at);
    const data = await read(
      `query ($id: ID!) { loyaltyAccount(id: $id) {
        balance { available pending held lifetimeExpired } holds { points } } }`,
      loyalty.staff,
      { id: account.id },
    );
    const { balance, holds } = data.loyaltyAccount as {
      balance: Record<string, number>;
      holds: object[];
    };
    return { ...balance, holds: holds.length };
  };
  expect(await shown(2 * hour - 1)).toMatchObject({ available: 200, held: 100, holds: 1 });
  expect(await shown(2 * hour)).toMatchObject({ available: 300, held: 0, holds: 0, pending: 50 });
  expect(await shown(96 * hour - 1)).toMatchObject({ lifetimeExpired: 50, available: 300 });
  expect(await shown(96 * hour)).toMatchObject({ lifetimeExpired: 350, available: 0, pending: 0 });
});
