import { z } from 'zod';
import { StartError } from '../start-error.ts';
import type { DemoCustomer } from './customers.ts';
import { eachOf } from './each-of.ts';
import { demoEmail } from './people.ts';
import type { StoreClient } from './store-client.ts';

/** What the graph has to show of a customer at least. */
export interface Expected {
  readonly customer: DemoCustomer;
  /** Absent where the module of orders was not filled. */
  readonly orders?: number;
  /** Absent where the module of points was not filled. */
  readonly points?: number;
}

const shown = z.object({
  customer: z
    .object({
      emailVerified: z.boolean(),
      addresses: z.array(z.unknown()),
      orderCount: z.number().nullish(),
      loyalty: z.object({ balance: z.object({ lifetimeEarned: z.number() }) }).nullish(),
    })
    .nullable(),
});

/** Reads all that was loaded. @throws StartError that names what is missing, so that the next start goes on */
export async function checkLoaded(
  client: StoreClient,
  expected: readonly Expected[],
): Promise<void> {
  const missing = await eachOf(expected, 4, (one) => missingOf(client, one));
  const all = missing.flat();
  if (all.length > 0)
    throw new StartError(
      `The demo data of ${client.store} are incomplete (${all.join('; ')}); start again to go on.`,
    );
}

async function missingOf(client: StoreClient, expected: Expected): Promise<string[]> {
  const { customer, orders, points } = expected;
  const parts = [
    'emailVerified addresses { id }',
    orders === undefined ? '' : 'orderCount',
    points === undefined ? '' : 'loyalty { balance { lifetimeEarned } }',
  ];
  const query = `query Loaded($id: ID!) { customer(id: $id) { ${parts.join(' ')} } }`;
  const { customer: found } = await client.query(shown, query, { id: customer.id });
  if (!found) return [`${customer.email} is not there`];
  const mustBeVerified = customer.email === demoEmail && client.mailDir !== undefined;
  const claims: [boolean, string][] = [
    [!mustBeVerified || found.emailVerified, 'is not verified'],
    [found.addresses.length > 0, 'has no address'],
    [(found.orderCount ?? 0) >= (orders ?? 0), 'lacks orders'],
    [(found.loyalty?.balance.lifetimeEarned ?? 0) >= (points ?? 0), 'lacks points'],
  ];
  return claims.filter(([holds]) => !holds).map(([, what]) => `${customer.email} ${what}`);
}
