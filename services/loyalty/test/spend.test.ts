import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Transaction } from '../src/db/database.ts';
import { earnForSpend } from '../src/domain/earn-for-spend.ts';
import { runDay } from '../src/domain/run-day.ts';
import { takeBackForRefund } from '../src/domain/take-back-for-refund.ts';
import { prepareWrite, type Write } from '../src/domain/write.ts';
import { actions } from './actions.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

let loyalty: LoyaltyUnderTest;
const clock = { now: new Date('2033-01-01T12:00:00Z') };
beforeAll(async () => {
  loyalty = await startLoyalty({ clock: () => clock.now });
});
afterAll(async () => {
  expect(await loyalty.differences()).toEqual([]);
  await loyalty.stop();
});

/** A customer's purchases, as whoever tells of them applies each in a transaction of its own. */
async function purchases(returnPolicy: string) {
  await loyalty.sql('UPDATE programs SET return_policy = $1::"ReturnPolicy", pending_days = 14', [
    returnPolicy,
  ]);
  const { id: customerId } = await loyalty.addCustomer();
  async function apply<Result>(work: (tx: Transaction, write: Write) => Promise<Result>) {
    const scope = { storeId: 'demo', customerId, actor: 'service:orders' };
    const { module } = loyalty;
    return module.db
      .writerOf(customerId)
      .$transaction(async (tx) => work(tx, await prepareWrite(module, tx, scope)));
  }
  const source = { type: 'order', id: '1' };
  return {
    customerId,
    ...actions(loyalty),
    pay: (netMinor: number, currency = 'EUR') =>
      apply((tx, write) =>
        earnForSpend(tx, write, { netMinor, currency, source, reason: 'Order 1' }),
      ),
    refund: (refundedMinor: number) =>
      apply((tx, write) =>
        takeBackForRefund(tx, write, { source, netMinor: 999, refundedMinor, reason: 'Refund' }),
      ),
    becomeAvailable: async () => {
      clock.now = new Date(clock.now.getTime() + 20 * 86_400_000);
      await runDay(loyalty.module, 'demo', clock.now);
    },
  };
}

it('earns once for a payment in the right currency, pending at first', async () => {
  const { pay, customerId, balanceOf } = await purchases('WITHIN_BALANCE');
  expect(await pay(999, 'USD')).toBeNull();
  expect(await pay(999)).toMatchObject({ type: 'EARN', points: 9 });
  expect(await pay(999)).toBeNull();
  expect(await balanceOf(customerId)).toMatchObject({ pending: 9, available: 0 });
});

it('takes back in proportion to all refunds so far, and nothing for one told of twice', async () => {
  const { pay, refund, customerId, balanceOf } = await purchases('WITHIN_BALANCE');
  await pay(999);
  expect(await refund(333)).toMatchObject({ points: -3 });
  expect(await refund(333)).toBeNull();
  expect(await refund(500)).toMatchObject({ points: -1 });
  expect(await refund(999)).toMatchObject({ points: -5 });
  expect(await balanceOf(customerId)).toMatchObject({ pending: 0, lifetimeEarned: 0 });
});

it.each([
  ['ONLY_PENDING', { available: 4, debt: 0 }],
  ['WITHIN_BALANCE', { available: 0, debt: 0 }],
  ['ALLOW_DEBT', { available: 0, debt: 5 }],
])('takes back what is spent already as %s says', async (policy, left) => {
  const { pay, refund, redeem, becomeAvailable, customerId, balanceOf } = await purchases(policy);
  await pay(999);
  await becomeAvailable();
  await redeem(customerId, 5);
  await refund(999);
  expect(await balanceOf(customerId)).toMatchObject(left);
});
