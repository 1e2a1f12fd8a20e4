import { expect, it } from 'vitest';
import { createTurnstile } from './turnstile.ts';

it('lets in as many as are allowed, makes some wait in turn, and refuses the rest', async () => {
  const turnstile = createTurnstile(2, 2);
  expect([turnstile.enter(), turnstile.enter()]).toEqual([true, true]);
  const order: string[] = [];
  const third = Promise.resolve(turnstile.enter()).then(() => order.push('third'));
  const fourth = Promise.resolve(turnstile.enter()).then(() => order.push('fourth'));
  expect(turnstile.enter()).toBe(false);
  turnstile.leave();
  await third;
  expect(order).toEqual(['third']);
  turnstile.leave();
  await fourth;
  expect(order).toEqual(['third', 'fourth']);
  turnstile.leave();
  turnstile.leave();
  expect(turnstile.enter()).toBe(true);
});
