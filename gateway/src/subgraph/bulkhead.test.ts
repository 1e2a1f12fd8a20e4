import { expect, it } from 'vitest';
import { createBulkhead } from './bulkhead.ts';

it('lets in as many as are allowed, makes some wait in turn, and refuses the rest', async () => {
  const bulkhead = createBulkhead(2, 2);
  expect([bulkhead.enter(), bulkhead.enter()]).toEqual([true, true]);
  const order: string[] = [];
  const third = Promise.resolve(bulkhead.enter()).then(() => order.push('third'));
  const fourth = Promise.resolve(bulkhead.enter()).then(() => order.push('fourth'));
  expect(bulkhead.enter()).toBe(false);
  bulkhead.leave();
  await third;
  expect(order).toEqual(['third']);
  bulkhead.leave();
  await fourth;
  expect(order).toEqual(['third', 'fourth']);
  bulkhead.leave();
  bulkhead.leave();
  expect(bulkhead.enter()).toBe(true);
});
