import { randomUUID } from 'node:crypto';
import type { LoyaltyUnderTest } from './start.ts';

/** An answer of a mutation, with every field that a test may look at. */
export interface Outcome {
  readonly __typename: string;
  readonly id?: string;
  readonly status?: string;
  readonly available?: number;
  readonly requested?: number;
  readonly reversible?: number;
  readonly fieldErrors?: { path: string[]; code: string }[];
  readonly entry?: {
    readonly id: string;
    readonly type: string;
    readonly points: number;
    readonly balanceAfter: number;
    readonly expiresAt: string | null;
    readonly availableAt: string | null;
    readonly actor: string;
    readonly allocations: { lotEntryId: string; points: number }[];
  };
  readonly account?: { readonly id: string; readonly version: number; readonly balance: Balance };
}
export interface Balance {
  readonly available: number;
  readonly pending: number;
  readonly held: number;
  readonly debt: number;
  readonly lifetimeEarned: number;
  readonly lifetimeRedeemed: number;
  readonly lifetimeExpired: number;
}

const balance = `balance { available pending held debt lifetimeEarned lifetimeRedeemed lifetimeExpired }`;
const entry = `... on PointsEntryPayload {
  entry { id type points balanceAfter expiresAt availableAt actor allocations { lotEntryId points } }
  account { id version ${balance} tier { key } }
}`;
const failures = `
  ... on InvalidInputError { fieldErrors { path code } }
  ... on InsufficientPointsError { available requested }
  ... on HoldNotActiveError { status }`;

const documents = {
  addPoints: `mutation ($input: AddPointsInput!, $key: String!) {
    addPoints(input: $input, idempotencyKey: $key) { __typename ${entry} ${failures} } }`,
  deductPoints: `mutation ($input: DeductPointsInput!, $key: String!) {
    deductPoints(input: $input, idempotencyKey: $key) { __typename ${entry} ${failures} } }`,
  redeemPoints: `mutation ($input: RedeemPointsInput!, $key: String!) {
    redeemPoints(input: $input, idempotencyKey: $key) { __typename ${entry} ${failures} } }`,
  reverseEntry: `mutation ($entryId: ID!, $points: Int, $reason: String!, $key: String!) {
    reverseEntry(entryId: $entryId, points: $points, reason: $reason, idempotencyKey: $key) {
      __typename ${entry} ${failures} ... on AlreadyReversedError { reversible } } }`,
  holdPoints: `mutation ($customerId: ID, $points: Int!, $source: EntrySourceInput, $ttlSeconds: Int! = 1800, $key: String!) {
    holdPoints(customerId: $customerId, points: $points, source: $source, ttlSeconds: $ttlSeconds, idempotencyKey: $key) {
      __typename ... on PointsHold { id status } ${failures} } }`,
  captureHold: `mutation ($holdId: ID!, $points: Int, $key: String!) {
    captureHold(holdId: $holdId, points: $points, idempotencyKey: $key) { __typename ${entry} ${failures} } }`,
  releaseHold: `mutation ($holdId: ID!) {
    releaseHold(holdId: $holdId) { __typename ... on PointsHold { id status } ${failures} } }`,
  enrollCustomer: `mutation ($customerId: ID) { enrollCustomer(customerId: $customerId) {
    __typename ... on LoyaltyAccountPayload { account { id version ${balance} } } ${failures.split('\n').slice(0, 2).join('\n')} } }`,
};
export type Action = keyof typeof documents;

export function actions({ query, staff }: Pick<LoyaltyUnderTest, 'query' | 'staff'>) {
  /** Runs a mutation, by staff and with a key of its own unless told otherwise. */
  async function act(
    action: Action,
    variables: Readonly<Record<string, unknown>>,
    authorization = staff,
  ): Promise<Outcome> {
    const answer = await query<Record<Action, Outcome | null> | null>(documents[action], {
      authorization,
      variables: { key: randomUUID(), ...variables },
    });
    const outcome = answer.data?.[action];
    if (!outcome) throw new Error(JSON.stringify(answer.errors));
    return outcome;
  }
  return {
    act,
    add: (customerId: string, points: number, more: object = {}) =>
      act('addPoints', { input: { customerId, points, reason: 'Gift', ...more } }),
    redeem: (customerId: string, points: number, more: object = {}) =>
      act('redeemPoints', { input: { customerId, points, reason: 'Reward', ...more } }),
    balanceOf: async (customerId: string): Promise<Balance | null> => {
      const answer = await query<{ _entities: { loyalty: { balance: Balance } | null }[] }>(
        `query ($id: ID!) { _entities(representations: [{ __typename: "Customer", id: $id }]) {
          ... on Customer { loyalty { ${balance} } } } }`,
        { authorization: staff, variables: { id: customerId } },
      );
      return answer.data._entities[0]?.loyalty?.balance ?? null;
    },
  };
}
