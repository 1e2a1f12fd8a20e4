import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { actions } from './actions.ts';
import { startLoyalty } from './start.ts';

it('writes nothing while nobody can tell about a customer, but repeats earlier answers and reads', async () => {
  const loyalty = await startLoyalty();
  const { act, balanceOf } = actions(loyalty);
  const { id } = await loyalty.addCustomer();
  const call = { key: randomUUID(), input: { customerId: id, points: 1, reason: 'x' } };
  const first = await act('addPoints', call);
  await loyalty.customers.stop();
  await expect(act('addPoints', { ...call, key: 'new' })).rejects.toThrow('SERVICE_UNAVAILABLE');
  expect(await balanceOf(id)).toMatchObject({ available: 1 });
  expect((await act('addPoints', call)).entry).toEqual(first.entry);
  expect(await act('reverseEntry', { entryId: first.entry?.id, reason: 'x' })).toMatchObject({
    account: { balance: { available: 0 } },
  });
  await loyalty.stop();
});

it('asks once for calls about one customer that come at once', async () => {
  const loyalty = await startLoyalty();
  const { add } = actions(loyalty);
  const { id } = await loyalty.addCustomer();
  await Promise.all(Array.from({ length: 20 }, () => add(id, 1)));
  expect(loyalty.customers.asked()).toBeLessThan(20);
  await loyalty.stop();
});
