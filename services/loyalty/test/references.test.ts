import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { actions } from './actions.ts';
import { startLoyalty } from './start.ts';

it('goes on with known customers while nobody can tell about others, for whom it writes nothing', async () => {
  const loyalty = await startLoyalty();
  const { act, balanceOf } = actions(loyalty);
  const { id } = await loyalty.addCustomer();
  const call = { key: randomUUID(), input: { customerId: id, points: 1, reason: 'x' } };
  const first = await act('addPoints', call);
  await loyalty.customers.stop();
  const unknown = { customerId: randomUUID(), points: 1, reason: 'x' };
  await expect(act('addPoints', { input: unknown })).rejects.toThrow('SERVICE_UNAVAILABLE');
  expect((await act('addPoints', { ...call, key: 'new' })).__typename).toBe('PointsEntryPayload');
  expect(await balanceOf(id)).toMatchObject({ available: 2 });
  expect((await act('addPoints', call)).entry).toEqual(first.entry);
  expect(await act('reverseEntry', { entryId: first.entry?.id, reason: 'x' })).toMatchObject({
    account: { balance: { available: 1 } },
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
