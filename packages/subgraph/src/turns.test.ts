import { expect, it } from 'vitest';
import { createTurns, inTurns } from './turns.ts';

/** Work that ends when it is told to. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, work: () => opened };
}

it('runs the work of one subject in the order it came, and of another one beside it', async () => {
  const turns = createTurns();
  const done: string[] = [];
  const { open, work } = gate();
  const first = turns('a', work).then(() => done.push('a1'));
  const rest = ['a2', 'a3'].map((name) => turns('a', async () => void done.push(name)));
  await turns('b', async () => void done.push('b'));
  expect(done).toEqual(['b']);
  open();
  await Promise.all([first, ...rest]);
  expect(done).toHaveLength(4);
  expect(done.indexOf('a2')).toBeLessThan(done.indexOf('a3'));
});

it('refuses one more than may wait on a subject, says so, and leaves others alone', async () => {
  const turns = createTurns(3);
  const { open, work } = gate();
  const taken = [1, 2, 3].map(() => turns('a', work));
  await expect(turns('a', work)).rejects.toMatchObject({
    extensions: { code: 'SERVICE_UNAVAILABLE' },
    message: expect.stringContaining('same record') as string,
  });
  expect(await turns('b', async () => 'done')).toBe('done');
  open();
  await Promise.all(taken);
  expect(await turns('a', async () => 'again')).toBe('again');
});

it('goes on with the next one when work fails', async () => {
  const turns = createTurns();
  const failed = turns('a', () => Promise.reject(new Error('no')));
  const next = turns('a', async () => 'next');
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('next');
});

it('takes one turn on a subject that is named twice', async () => {
  const runner = {
    $transaction: <Result>(run: (tx: never) => Promise<Result>) => run(undefined as never),
  };
  const writer = inTurns(runner, createTurns(), ['a', 'b', 'a']);
  expect(await writer.$transaction(async () => 'done')).toBe('done');
});
