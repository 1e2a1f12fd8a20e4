import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { newId } from '@customer-graph/subgraph';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { actions } from './actions.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

let loyalty: LoyaltyUnderTest;
let customer: string;
let written: unknown;
const tables = [
  'accounts',
  'entries',
  'lots',
  'allocations',
  'holds',
  'hold_lots',
  'idempotency_keys',
];
const rows = () =>
  loyalty.sql(
    `SELECT ${tables.map((name) => `(SELECT json_agg(t) FROM ${name} t)::text AS ${name}`).join()}`,
  );

beforeAll(async () => {
  loyalty = await startLoyalty();
  customer = (await loyalty.addCustomer()).id;
  await actions(loyalty).add(customer, 100);
});
afterAll(() => loyalty.stop());
beforeEach(async () => {
  written = await rows();
});
afterEach(async () => {
  expect(await rows()).toEqual(written);
});

it.each([0, -1])('refuses %d points, and names an empty reason beside them', async (points) => {
  const { act } = actions(loyalty);
  const faults = [
    { path: ['input', 'points'], code: 'OUT_OF_RANGE' },
    { path: ['input', 'reason'], code: 'REQUIRED' },
  ];
  const input = { customerId: customer, points, reason: ' ' };
  for (const action of ['addPoints', 'deductPoints', 'redeemPoints'] as const)
    expect(await act(action, { input })).toMatchObject({
      __typename: 'InvalidInputError',
      fieldErrors: faults,
    });
  const hold = await act('holdPoints', { customerId: customer, points, ttlSeconds: 0 });
  expect(hold.fieldErrors?.map(({ path }) => path)).toEqual([['points'], ['ttlSeconds']]);
});

it.each([1.5, 2_147_483_648, '1', { not: '' }])(
  'refuses %j where points belong',
  async (points) => {
    const input = { customerId: customer, points, reason: 'x' };
    const answer = await loyalty.query(
      `mutation ($input: AddPointsInput!) { addPoints(input: $input, idempotencyKey: "k") { __typename } }`,
      { authorization: loyalty.staff, variables: { input } },
    );
    expect(answer.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  },
);

it('refuses points beyond what an account can hold', async () => {
  const { add } = actions(loyalty);
  const answer = await add(customer, 2_147_483_600);
  expect(answer.fieldErrors).toEqual([{ path: ['input', 'points'], code: 'OVERFLOW' }]);
});

it('refuses an expiry that has passed, and a source with an empty part', async () => {
  const { add } = actions(loyalty);
  const late = await add(customer, 1, { expiresAt: '2020-01-01T00:00:00Z' });
  expect(late.fieldErrors).toEqual([{ path: ['input', 'expiresAt'], code: 'TOO_EARLY' }]);
  const blank = await add(customer, 1, { source: { type: '', id: 'x' } });
  expect(blank.fieldErrors).toMatchObject([{ path: ['input', 'source', 'type'] }]);
});

it.each(['DEACTIVATED', 'MERGED', 'ERASED'])(
  'refuses points for a customer who is %s',
  async (status) => {
    const { act, add, redeem } = actions(loyalty);
    const { id } = await loyalty.addCustomer('demo', status);
    const refusal = { __typename: 'CustomerNotActiveError' };
    expect(await add(id, 1)).toMatchObject(refusal);
    expect(await redeem(id, 1)).toMatchObject(refusal);
    expect(await act('holdPoints', { customerId: id, points: 1 })).toMatchObject(refusal);
    expect(await act('enrollCustomer', { customerId: id })).toMatchObject(refusal);
  },
);

it('refuses points for a customer who is unknown or of another store', async () => {
  const { act, add } = actions(loyalty);
  const foreign = await loyalty.addCustomer('acme');
  for (const id of [newId(), foreign.id, 'no id', "' OR 1=1 --"]) {
    expect(await add(id, 1)).toMatchObject({ __typename: 'UnknownCustomerError' });
    expect(await act('enrollCustomer', { customerId: id })).toMatchObject({
      __typename: 'UnknownCustomerError',
    });
  }
});

it.each(['2026', 'Jan 1 2026 (x)', '+275000-01-01T00:00:00.000Z', '0000-01-01T00:00:00.000Z'])(
  'refuses a made-up cursor that says %s',
  async (at) => {
    const cursor = ['accounts:ENROLLED_AT:DESC', at, newId()];
    const after = Buffer.from(JSON.stringify(cursor)).toString('base64url');
    const answer = await loyalty.query(
      'query ($after: String) { loyaltyAccounts(after: $after) { edges { node { id } } } }',
      { authorization: loyalty.staff, variables: { after } },
    );
    expect(answer.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  },
);

it('refuses filters that nothing can meet instead of finding nothing', async () => {
  const code = async (text: string, variables: Record<string, unknown>) => {
    const { errors } = await loyalty.query(text, { authorization: loyalty.staff, variables });
    return errors?.[0]?.extensions?.code;
  };
  const tier =
    'query ($tierKey: String) { loyaltyAccounts(filter: { tierKey: $tierKey }) { totalCount } }';
  const entries = `query ($id: ID!, $from: DateTime, $to: DateTime) {
    _entities(representations: [{ __typename: "Customer", id: $id }]) { ... on Customer { loyalty {
      entries(filter: { from: $from, to: $to }) { totalCount edges { node { id } } } } } } }`;
  const times = fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true });
  const property = fc.asyncProperty(
    fc.constantFrom('\u0000', '', 'Gold', 'gold ', 'nobody'),
    times,
    fc.nat(1e9),
    async (tierKey, from, ago) => {
      const to = new Date(from.getTime() - ago);
      expect(await code(tier, { tierKey })).toBe('BAD_USER_INPUT');
      expect(await code(entries, { id: customer, from, to })).toBe('BAD_USER_INPUT');
      expect(
        await code(entries, { id: customer, from: to, to: new Date(from.getTime() + 1) }),
      ).toBe(undefined);
    },
  );
  await fc.assert(property, { numRuns: 20 });
});

it('does not find entries and holds of nobody', async () => {
  const { act } = actions(loyalty);
  for (const id of [newId(), 'no id'])
    for (const [action, variables] of [
      ['reverseEntry', { entryId: id, reason: 'x' }],
      ['captureHold', { holdId: id }],
      ['releaseHold', { holdId: id }],
    ] as const)
      expect(await act(action, variables)).toMatchObject({ __typename: 'NotFoundError' });
});

it('needs to be told the customer by staff', async () => {
  const { act } = actions(loyalty);
  const answer = await act('redeemPoints', { input: { points: 1, reason: 'x' } });
  expect(answer.fieldErrors).toEqual([{ path: ['input', 'customerId'], code: 'REQUIRED' }]);
});

it('refuses a key that came with another input', async () => {
  const { act } = actions(loyalty);
  const key = randomUUID();
  const input = { customerId: customer, points: 5, reason: 'x' };
  const first = await act('addPoints', { input, key });
  const again = await act('addPoints', { input, key });
  expect(again.entry).toEqual(first.entry);
  const other = { ...input, points: 6 };
  written = await rows();
  expect(await act('addPoints', { input: other, key })).toMatchObject({
    __typename: 'IdempotencyKeyReusedError',
  });
});

it('repeats an answer although the customer has been deactivated since', async () => {
  const { act } = actions(loyalty);
  const { id } = await loyalty.addCustomer();
  const call = { key: randomUUID(), input: { customerId: id, points: 5, reason: 'x' } };
  const first = await act('addPoints', call);
  await loyalty.customers.deactivate(id);
  await loyalty.caughtUp();
  expect((await act('addPoints', call)).entry).toEqual(first.entry);
  written = await rows();
});

it('writes nothing while the programme is not active', async () => {
  const { act, add, redeem } = actions(loyalty);
  await loyalty.sql(`UPDATE programs SET active = false WHERE store_id = 'demo'`);
  const refusal = { __typename: 'ProgramNotActiveError' };
  expect(await add(customer, 1)).toMatchObject(refusal);
  expect(await redeem(customer, 1)).toMatchObject(refusal);
  expect(await act('holdPoints', { customerId: customer, points: 1 })).toMatchObject(refusal);
  await loyalty.sql(`UPDATE programs SET active = true WHERE store_id = 'demo'`);
});
