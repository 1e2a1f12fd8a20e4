import { expect, it } from 'vitest';
import { createQueue } from './queue.ts';

it('runs two at once, first come, first served, and refuses beyond its bound', async () => {
  const enqueue = createQueue({ atOnce: 2, waiting: 3 });
  const finish: (() => void)[] = [];
  let running = 0;
  let most = 0;
  const started: number[] = [];
  const work = (index: number) => async () => {
    started.push(index);
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => finish.push(resolve));
    running -= 1;
  };
  const taken = [0, 1, 2, 3, 4].map((index) => enqueue(work(index)));
  await expect(enqueue(work(5))).rejects.toMatchObject({
    extensions: { code: 'SERVICE_UNAVAILABLE' },
  });
  for (let index = 0; index < 5; index += 1) {
    finish[index]?.();
    await taken[index];
  }
  expect(started).toEqual([0, 1, 2, 3, 4]);
  expect(most).toBe(2);
});

it('goes on after work that failed', async () => {
  const enqueue = createQueue({ atOnce: 1, waiting: 10 });
  const failed = enqueue(() => Promise.reject(new Error('broken')));
  const next = enqueue(() => Promise.resolve('fine'));
  await expect(failed).rejects.toThrow('broken');
  expect(await next).toBe('fine');
});
