import { expect, it } from 'vitest';
import { eachAccount } from './each-account.ts';

it('works on each account once, on no more than four at a time', async () => {
  const seen: number[] = [];
  let running = 0;
  let most = 0;
  const accounts = Array.from({ length: 50 }, (_, index) => index);
  const sum = await eachAccount(accounts, async (account) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    seen.push(account);
    return account % 2;
  });
  expect({ sum, most }).toEqual({ sum: 25, most: 4 });
  expect(seen.toSorted((a, b) => a - b)).toEqual(accounts);
});

it('does the others before it tells of one that failed', async () => {
  const done: number[] = [];
  const work = async (account: number) => {
    await Promise.resolve();
    if (account === 1) throw new Error('account 1 is broken');
    return done.push(account);
  };
  await expect(eachAccount([0, 1, 2, 3, 4, 5, 6], work)).rejects.toThrow('account 1 is broken');
  expect(done.toSorted()).toEqual([0, 2, 3, 4, 5, 6]);
});
