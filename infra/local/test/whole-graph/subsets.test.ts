import { expect, it } from 'vitest';
import { openShop } from './shop.ts';

const owned: Record<string, string> = { orders: 'orderCount', loyalty: 'loyalty { id }' };

it.each([[['customers']], [['customers', 'orders']], [['customers', 'loyalty']]])(
  'answers with exactly the part of the graph that %j make',
  async (modules) => {
    const shop = await openShop({ modules });
    try {
      const id = await shop.openAccount('demo', 'solo@example.com');
      const token = await shop.staff();
      for (const [module, field] of Object.entries(owned)) {
        const query = `query ($id: ID!) { customer(id: $id) { email ${field} } }`;
        const answer = await shop.ask<{ customer: object }>(query, { token, variables: { id } });
        if (modules.includes(module)) {
          expect(answer.errors).toBeUndefined();
          expect(answer.data.customer).toMatchObject({ email: 'solo@example.com' });
        } else {
          expect(answer.errors?.[0]?.extensions?.code).toBe('GRAPHQL_VALIDATION_FAILED');
        }
      }
      if (modules.includes('orders'))
        expect((await shop.placeOrder(id)).__typename).toBe('PlacedOrder');
      if (modules.includes('loyalty'))
        expect((await shop.addPoints(id, 5)).__typename).toBe('PointsEntryPayload');
    } finally {
      await shop.close();
    }
  },
  90_000,
);
