import { newId } from '@customer-graph/subgraph';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { actions, type Balance } from './actions.ts';
import { orderEvent, type ToldOrder } from './orders-service.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

let loyalty: LoyaltyUnderTest;
beforeAll(async () => {
  loyalty = await startLoyalty({ withOrders: true });
  await loyalty.sql('UPDATE programs SET pending_days = 14');
});
afterAll(() => loyalty.stop());

const step = fc.oneof(
  fc.record({ do: fc.constant('pay' as const) }),
  fc.record({ do: fc.constant('refund' as const), minor: fc.integer({ min: 1, max: 9_000 }) }),
  fc.record({ do: fc.constantFrom('claim' as const, 'cancel' as const, 'other' as const) }),
);
/** What happens to an order, told in some order, some of it repeatedly, before or after the customer is told of. */
const scenario = fc.array(
  fc.record({
    total: fc.integer({ min: 1, max: 20_000 }),
    guest: fc.boolean(),
    steps: fc.array(step, { maxLength: 6 }),
    arrival: fc.array(fc.nat({ max: 20 }), { maxLength: 6 }),
  }),
  { minLength: 1, maxLength: 4 },
);

type Told = typeof scenario extends fc.Arbitrary<(infer Order)[]> ? Order : never;

/** The states of an order one after another. */
function statesOf(customerId: string, { total, guest, steps }: Told) {
  let state: ToldOrder = { total, customerId: guest ? null : customerId, version: 1, refunded: 0 };
  const states = [state];
  for (const each of steps) {
    if (each.do === 'pay') state = { ...state, paid: total };
    if (each.do === 'refund') {
      const refunded = Math.min(state.paid ?? 0, (state.refunded ?? 0) + each.minor);
      state = { ...state, refunded };
    }
    if (each.do === 'claim') state = { ...state, customerId };
    if (each.do === 'cancel') state = { ...state, cancelled: true };
    state = { ...state, version: (state.version ?? 0) + 1 };
    states.push(state);
  }
  return states;
}

/** What the rules give for where an order ended. */
function pointsOf({ total = 0, paid, refunded = 0, cancelled, customerId }: ToldOrder): number {
  if (paid !== total || cancelled || !customerId) return 0;
  const earned = Math.floor(total / 100);
  return earned - Math.floor((earned * refunded) / total);
}

it('ends with the same points whatever the order and repetition of events of orders and customers', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, fc.nat({ max: 30 }), async (orders, created) => {
      const { id: customerId } = await loyalty.addCustomer();
      const told = orders.flatMap((order) => {
        const orderId = newId();
        const events = statesOf(customerId, order).map((state) => orderEvent(orderId, state));
        const repeated = order.arrival.flatMap((index) => events[index] ?? []);
        return [...repeated, ...events.reverse(), ...repeated];
      });
      const at = Math.min(created, told.length);
      await loyalty.orders.tell(...told.slice(0, at));
      await loyalty.customers.event('customer.created', customerId);
      await loyalty.orders.tell(...told.slice(at));
      await loyalty.caughtUp();
      const points = orders
        .map((order) => pointsOf(statesOf(customerId, order).at(-1) ?? {}))
        .reduce((sum, each) => sum + each, 0);
      const balance: Balance | null = await actions(loyalty).balanceOf(customerId);
      expect(balance?.pending ?? 0).toBe(points);
      expect(balance?.lifetimeEarned ?? 0).toBe(points);
      expect(await loyalty.differences()).toEqual([]);
    }),
    { numRuns: 25 },
  );
}, 90_000);
