import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse, type ObjectTypeDefinitionNode } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actions } from './actions.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

let loyalty: LoyaltyUnderTest;
let callers: Record<Caller, string | undefined>;
let a: { id: string; accountId: string; entryId: string; holdId: string };
beforeAll(async () => {
  loyalty = await startLoyalty();
  const { act, add } = actions(loyalty);
  const [own, other, foreign] = [
    await loyalty.addCustomer(),
    await loyalty.addCustomer(),
    await loyalty.addCustomer('acme'),
  ];
  const given = await add(own.id, 100);
  const hold = await act('holdPoints', { points: 10 }, own.authorization);
  a = {
    id: own.id,
    accountId: given.account?.id ?? '',
    entryId: given.entry?.id ?? '',
    holdId: hold.id ?? '',
  };
  const permissions = ['loyalty:read', 'loyalty:write'];
  const { authorize } = loyalty;
  callers = {
    anonymous: undefined,
    A: own.authorization,
    B: other.authorization,
    C: foreign.authorization,
    clerk: await authorize({ kind: 'staff', permissions: ['orders:write'] }),
    staff: loyalty.staff,
    'staff of acme': await authorize({ kind: 'staff', storeId: 'acme', permissions }),
    service: await authorize({ kind: 'service', id: 'shop', permissions: ['loyalty:read'] }),
  };
});
afterAll(() => loyalty.stop());

const all = ['anonymous', 'A', 'B', 'C', 'clerk', 'staff', 'staff of acme', 'service'] as const;
type Caller = (typeof all)[number];
/** data: an answer with something in it; none: null or NotFoundError, as if there were no such record. */
type Verdict = 'data' | 'none' | 'UNAUTHENTICATED' | 'FORBIDDEN';
type Row = Record<Caller, Verdict>;

const row = (verdicts: string): Row => {
  const names: Record<string, Verdict> = {
    d: 'data',
    '-': 'none',
    u: 'UNAUTHENTICATED',
    f: 'FORBIDDEN',
  };
  const listed = verdicts.split(' ').map((letter) => names[letter] ?? 'none');
  const [anonymous, A, B, C, clerk, staff, acme, service] = listed;
  if (!anonymous || !A || !B || !C || !clerk || !staff || !acme || !service)
    throw new Error(verdicts);
  return { anonymous, A, B, C, clerk, staff, 'staff of acme': acme, service };
};

const key = () => `idempotencyKey: "${randomUUID()}"`;
const entity = (type: string, id: string, selection: string) =>
  `{ _entities(representations: [{ __typename: "${type}", id: "${id}" }]) { ... on ${type} { ${selection} } } }`;
const mutation = (call: string) => `mutation { ${call} { __typename } }`;

/** What each caller gets of A's records, by field: anonymous, A, B, C, clerk, staff, staff of acme, service. */
const matrix: Record<string, [document: () => string, verdicts: Row]> = {
  'Query.loyaltyProgram': [() => '{ loyaltyProgram { id } }', row('d d d d d d d d')],
  'Query.simulateEarning': [
    () =>
      `{ simulateEarning(amount: { amountMinor: 1, currency: "EUR" }, customerId: "${a.id}") { points } }`,
    row('u d d d f d d d'),
  ],
  'Query.loyaltyAccount': [
    () => `{ loyaltyAccount(id: "${a.accountId}") { id } }`,
    row('u d - - f d - d'),
  ],
  'Query.loyaltyAccounts': [
    () => '{ loyaltyAccounts { edges { node { id } } } }',
    row('u f f f f d - d'),
  ],
  'Mutation.enrollCustomer': [
    () => mutation(`enrollCustomer(customerId: "${a.id}")`),
    row('u d - - f d - f'),
  ],
  'Mutation.addPoints': [
    () => mutation(`addPoints(input: { customerId: "${a.id}", points: 1, reason: "x" }, ${key()})`),
    row('u f f f f d - f'),
  ],
  'Mutation.deductPoints': [
    () =>
      mutation(`deductPoints(input: { customerId: "${a.id}", points: 1, reason: "x" }, ${key()})`),
    row('u f f f f d - f'),
  ],
  'Mutation.redeemPoints': [
    () =>
      mutation(`redeemPoints(input: { customerId: "${a.id}", points: 1, reason: "x" }, ${key()})`),
    row('u d - - f d - f'),
  ],
  'Mutation.reverseEntry': [
    () => mutation(`reverseEntry(entryId: "${a.entryId}", points: 1, reason: "x", ${key()})`),
    row('u f f f f d - f'),
  ],
  'Mutation.holdPoints': [
    () => mutation(`holdPoints(customerId: "${a.id}", points: 1, ${key()})`),
    row('u d - - f d - f'),
  ],
  'Mutation.captureHold': [
    // More than is held: the answer tells that the hold was found, and leaves it for the next caller.
    () => mutation(`captureHold(holdId: "${a.holdId}", points: 99, ${key()})`),
    row('u d - - f d - f'),
  ],
  'Mutation.releaseHold': [
    () => mutation(`releaseHold(holdId: "${a.holdId}")`),
    row('u d - - f d - f'),
  ],
  'Mutation.updateLoyaltyProgram': [
    () => mutation('updateLoyaltyProgram(input: {}, expectedVersion: 99)'),
    row('u f f f f d d f'),
  ],
  'Customer.loyalty': [() => entity('Customer', a.id, 'loyalty { id }'), row('u d - - f d - d')],
  'LoyaltyAccount.__resolveReference': [
    () => entity('LoyaltyAccount', a.accountId, 'id'),
    row('- d - - - d - d'),
  ],
  'PointsEntry.__resolveReference': [
    () => entity('PointsEntry', a.entryId, 'points'),
    row('- d - - - d - d'),
  ],
};

const hidden = new Set(['NotFoundError', 'UnknownCustomerError', 'InvalidInputError']);

function verdictOf(data: unknown, code: string | undefined): Verdict {
  if (code === 'UNAUTHENTICATED' || code === 'FORBIDDEN') return code;
  expect(code).toBeUndefined();
  let value = data;
  while (value !== null && typeof value === 'object') {
    if ('__typename' in value) return hidden.has(String(value.__typename)) ? 'none' : 'data';
    value = Object.values(value)[0];
  }
  return value == null ? 'none' : 'data';
}

describe.each(Object.keys(matrix))('%s', (field) => {
  it.each(all)('answers %s as the rules say', async (caller) => {
    const [document, verdicts] = matrix[field] ?? [() => '', row('')];
    const authorization = callers[caller];
    const answer = await loyalty.query<unknown>(document(), {
      ...(authorization ? { authorization } : { storeId: 'demo' }),
    });
    expect(verdictOf(answer.data, answer.errors?.[0]?.extensions?.code)).toBe(verdicts[caller]);
  });
});

it('covers every root field, every contributed field and every entity of the schema', () => {
  const sdl = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');
  const types = parse(sdl).definitions.filter(
    (node): node is ObjectTypeDefinitionNode => node.kind === 'ObjectTypeDefinition',
  );
  const guarded = types.flatMap(({ name, fields = [], directives = [] }) => {
    if (name.value === 'Query' || name.value === 'Mutation' || name.value === 'Customer')
      return fields.map((field) => `${name.value}.${field.name.value}`);
    const isEntity = directives.some((directive) => directive.name.value === 'key');
    return isEntity ? [`${name.value}.__resolveReference`] : [];
  });
  expect(Object.keys(matrix).sort()).toEqual(guarded.filter((f) => f !== 'Customer.id').sort());
});
