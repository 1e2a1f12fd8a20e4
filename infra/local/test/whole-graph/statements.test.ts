import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, statementCounts } from '@customer-graph/testing';
import { openShop, type Shop } from './shop.ts';

const modules = ['customers', 'orders', 'loyalty'];
let shop: Shop;
let databases: Record<string, Awaited<ReturnType<typeof createTestDatabase>>>;

beforeAll(async () => {
  const prepare = async () => undefined;
  const made = await Promise.all(
    modules.map(
      async (module) => [module, await createTestDatabase({ template: 'empty', prepare })] as const,
    ),
  );
  databases = Object.fromEntries(made);
  const databaseUrls = Object.fromEntries(made.map(([module, { url }]) => [module, url]));
  shop = await openShop({ databaseUrls });
  for (let index = 0; index < 20; index += 1) {
    const id = await shop.openAccount('demo', `customer-${index}-${randomUUID()}@example.com`);
    await shop.placeOrder(id);
    await shop.addPoints(id, 10 + index);
  }
}, 180_000);
afterAll(async () => {
  await shop.close();
  await Promise.all(Object.values(databases).map((database) => database.drop()));
});

const page = `query ($first: Int!) {
  customers(first: $first) {
    edges {
      node {
        id customerNumber status email firstName lastName phone version createdAt updatedAt
        addresses { city } preferences { preferredLanguage }
        orders(first: 5) { edges { node { orderNumber lines { name } history { type } total { amountMinor } } } }
        recentOrders(limit: 3) { id } orderCount
        orderMetrics { totalOrders byCurrency { totalSpent { amountMinor } } values { key } }
        loyalty { balance { available } tier { key } tierProgress { pointsToNextTier } entries(first: 5) { edges { node { points } } } }
      }
    }
  }
}`;

/** Statements of the graph's own reads, by database. */
async function statementsFor(first: number): Promise<Record<string, number>> {
  const reads = async () =>
    Object.fromEntries(
      await Promise.all(
        Object.entries(databases).map(async ([module, { url }]) => {
          const counts = [...(await statementCounts(url))].filter(([text]) =>
            /^\s*(with|select)/i.test(text),
          );
          // Background work polls on its own clock, whatever is asked.
          const asked = counts.filter(
            ([text]) =>
              !/graphile_worker|outbox_events|feed_cursors|parked_events|privacy_|pg_|SELECT \$?1$/i.test(
                text,
              ),
          );
          return [module, asked.reduce((sum, [, calls]) => sum + calls, 0)] as const;
        }),
      ),
    );
  const before = await reads();
  const answer = await shop.ask<{ customers: { edges: unknown[] } }>(page, {
    token: await shop.staff(),
    variables: { first },
  });
  expect(answer.errors).toBeUndefined();
  expect(answer.data.customers.edges).toHaveLength(first);
  const after = await reads();
  return Object.fromEntries(
    modules.map((module) => [module, (after[module] ?? 0) - (before[module] ?? 0)]),
  );
}

it('runs as many statements for twenty customers as for one', async () => {
  await statementsFor(2);
  const one = await statementsFor(1);
  const twenty = await statementsFor(20);
  expect(twenty).toEqual(one);
  for (const count of Object.values(one)) expect(count).toBeGreaterThan(0);
});
