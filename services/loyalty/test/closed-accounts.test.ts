import { randomUUID } from 'node:crypto';
import { newId } from '@customer-graph/subgraph';
import { mutationsForCustomers } from '@customer-graph/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actions, type Action } from './actions.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

let loyalty: LoyaltyUnderTest;
beforeAll(async () => {
  loyalty = await startLoyalty();
});
afterAll(() => loyalty.stop());

interface Write {
  readonly variables: (holdId: string) => Record<string, unknown>;
  readonly done: string;
}

/** What a customer may write, with what it names; `done` tells that it was done. */
const writes: Partial<Record<Action, Write>> = {
  enrollCustomer: { variables: () => ({}), done: 'LoyaltyAccountPayload' },
  redeemPoints: {
    variables: () => ({ input: { points: 10, reason: 'Reward' } }),
    done: 'PointsEntryPayload',
  },
  holdPoints: { variables: () => ({ points: 10 }), done: 'PointsHold' },
  captureHold: { variables: (holdId) => ({ holdId }), done: 'PointsEntryPayload' },
  releaseHold: { variables: (holdId) => ({ holdId }), done: 'PointsHold' },
};
const names = Object.keys(writes) as (keyof typeof writes)[];

const closings = {
  DEACTIVATED: (id: string) => loyalty.customers.deactivate(id),
  MERGED: (id: string) => loyalty.customers.merge(id, newId()),
  ERASED: (id: string) => loyalty.customers.erase(id),
};
const statuses = Object.keys(closings) as (keyof typeof closings)[];

async function close(id: string, status: keyof typeof closings): Promise<void> {
  await closings[status](id);
  await loyalty.caughtUp();
}

/** A customer with points, some of which it has set aside itself. */
async function customerWithPoints() {
  const { act, add } = actions(loyalty);
  const customer = await loyalty.addCustomer();
  const given = await add(customer.id, 100);
  const { id: holdId } = await act('holdPoints', { points: 20 }, customer.authorization);
  if (holdId === undefined) throw new Error('no hold');
  return { ...customer, holdId, accountId: given.account?.id };
}

/** All that a write could have changed. */
const written = () =>
  loyalty.sql(`SELECT (SELECT count(*) FROM entries) AS entries, (SELECT count(*) FROM accounts) AS accounts,
    (SELECT json_agg(status ORDER BY id) FROM holds)::text AS holds, (SELECT sum(version) FROM accounts) AS versions,
    (SELECT count(*) FROM idempotency_keys) AS keys`);

it('has a case for every mutation that a customer may cause', () => {
  expect([...names].sort()).toEqual(
    mutationsForCustomers(new URL('../schema.graphql', import.meta.url)),
  );
});

describe.each(names)('%s with the token of an account', (name) => {
  const write = writes[name];
  const send = async ({ authorization, holdId }: { authorization: string; holdId: string }) =>
    (await actions(loyalty).act(name, write?.variables(holdId) ?? {}, authorization)).__typename;

  it('that is open is done', async () => {
    expect(await send(await customerWithPoints())).toBe(write?.done);
  });

  it.each(statuses)('that is %s writes nothing', async (status) => {
    const customer = await customerWithPoints();
    await close(customer.id, status);
    const before = await written();
    // What a merge has moved is not the customer's own any more.
    const refused =
      status === 'MERGED' ? /CustomerNotActiveError|NotFoundError/ : /CustomerNotActiveError/;
    expect(await send(customer)).toMatch(refused);
    expect(await written()).toEqual(before);
  });
});

it('gives no entry to the token of a closed account that repeats a call from before', async () => {
  const { act } = actions(loyalty);
  const { id, authorization } = await customerWithPoints();
  const call = { input: { points: 10, reason: 'Reward' }, key: randomUUID() };
  const first = await act('redeemPoints', call, authorization);
  expect(await act('redeemPoints', call, authorization)).toEqual(first);
  await close(id, 'DEACTIVATED');
  expect((await act('redeemPoints', call, authorization)).__typename).toBe(
    'CustomerNotActiveError',
  );
});

it.each(statuses)('shows no account to the token of one that is %s', async (status) => {
  const { id, authorization, accountId } = await customerWithPoints();
  const read = async () =>
    (
      await loyalty.query('query ($id: ID!) { loyaltyAccount(id: $id) { id } }', {
        variables: { id: accountId },
        authorization,
      })
    ).data;
  expect(await read()).toEqual({ loyaltyAccount: { id: accountId } });
  await close(id, status);
  expect(await read()).toEqual({ loyaltyAccount: null });
});
