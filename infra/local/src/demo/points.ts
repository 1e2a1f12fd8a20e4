import { z } from 'zod';
import type { DemoCustomer } from './customers.ts';
import type { StoreClient } from './store-client.ts';

const done = z.object({ __typename: z.literal('PointsEntryPayload') });
const failure = '... on MutationError { message }';

/** Points that lead to each tier of the default programme in turn, and to none for every sixth customer. */
export const pointsOf = (index: number): number =>
  [0, 240, 1_350, 780, 6_200, 21_500][index % 6] ?? 0;

/** Gives a customer points, and spends some of the larger amounts. Done again, it changes nothing. */
export async function givePoints(
  client: StoreClient,
  { id, email }: DemoCustomer,
  points: number,
): Promise<void> {
  const key = `demo-data:${email}`;
  await client.mutate(
    done,
    /* GraphQL */ `mutation Give($input: AddPointsInput!, $key: String!) {
      addPoints(input: $input, idempotencyKey: $key) { __typename ${failure} }
    }`,
    { input: { customerId: id, points, reason: 'Carried over from the points card' }, key },
  );
  if (points < 1_000) return;
  await client.mutate(
    done,
    /* GraphQL */ `mutation Redeem($input: RedeemPointsInput!, $key: String!) {
      redeemPoints(input: $input, idempotencyKey: $key) { __typename ${failure} }
    }`,
    { input: { customerId: id, points: 300, reason: 'Voucher' }, key: `${key}:voucher` },
  );
}
