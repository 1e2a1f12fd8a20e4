import { expect, it } from 'vitest';
import { isId, newId } from './ids.ts';

it('knows ids of ours from anything else, also from what only reads like one', () => {
  const id = newId();
  expect(isId(id)).toBe(true);
  for (const other of ['', 'x', id.toUpperCase(), `${id}\n`, `{${id}}`, [id], { id }, 5, null])
    expect(isId(other), JSON.stringify(other)).toBe(false);
});
