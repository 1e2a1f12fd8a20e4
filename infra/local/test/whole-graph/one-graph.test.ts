import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openShop, type Shop, type Shopper } from './shop.ts';

let shop: Shop;
let grace: Shopper;
beforeAll(async () => {
  shop = await openShop();
  grace = await shop.signUp('demo', 'grace@example.com');
  await shop.placeOrder(grace.id);
  await shop.placeOrder(grace.id, { currency: 'USD', amountMinor: 1_000 });
  await shop.addPoints(grace.id, 1_200);
}, 120_000);
afterAll(() => shop.close());

const everything = `{
  me {
    email
    orderCount
    recentOrders(limit: 1) { orderNumber total { amountMinor currency } customer { id email } }
    orderMetrics { totalOrders values { key } }
    loyalty { balance { available } tier { key } customer { id email } }
  }
}`;

it('answers one query with data of all modules', async () => {
  const answer = await shop.ask(everything, { token: grace.token });
  expect(answer).toEqual({
    data: {
      me: {
        email: 'grace@example.com',
        orderCount: 2,
        recentOrders: [
          {
            orderNumber: expect.any(String),
            total: { amountMinor: 1_000, currency: 'USD' },
            customer: { id: grace.id, email: 'grace@example.com' },
          },
        ],
        orderMetrics: {
          totalOrders: 2,
          values: expect.arrayContaining([{ key: 'orders.total_orders' }]),
        },
        loyalty: {
          balance: { available: 1_200 },
          tier: { key: 'silver' },
          customer: { id: grace.id, email: 'grace@example.com' },
        },
      },
    },
  });
});

it.each(['orders', 'loyalty'])(
  'keeps the customer while %s is down, names it, and recovers',
  async (module) => {
    await shop.graph.halt(module);
    const started = Date.now();
    const answer = await shop.ask<{ me: Record<string, unknown> }>(everything, {
      token: grace.token,
    });
    expect(Date.now() - started).toBeLessThan(2_500);
    expect(answer.data.me).toMatchObject({ email: 'grace@example.com' });
    const lost = module === 'orders' ? ['orderCount', 'recentOrders', 'orderMetrics'] : ['loyalty'];
    for (const field of lost) expect(answer.data.me[field]).toBeNull();
    const kept = module === 'orders' ? 'loyalty' : 'orderCount';
    expect(answer.data.me[kept]).not.toBeNull();
    expect(answer.errors?.length).toBeGreaterThan(0);
    for (const error of answer.errors ?? []) {
      expect(error.extensions).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', service: module });
      expect(JSON.stringify(error)).not.toMatch(/127\.0\.0\.1|ECONN/);
    }
    shop.graph.resume(module);
    await shop.graph.ready(module);
    await vi.waitFor(
      async () =>
        expect((await shop.ask(everything, { token: grace.token })).errors).toBeUndefined(),
      { timeout: 15_000, interval: 200 },
    );
  },
);

it('answers orders with a bare reference while customers are down', async () => {
  const staff = await shop.staff();
  const query = '{ orders(first: 1) { edges { node { orderNumber customer { id } } } } }';
  await shop.graph.halt('customers');
  const answer = await shop.ask(query, { token: staff });
  expect(answer).toEqual({
    data: {
      orders: {
        edges: [{ node: { orderNumber: expect.any(String), customer: { id: grace.id } } }],
      },
    },
  });
  shop.graph.resume('customers');
  await shop.graph.ready('customers');
});
