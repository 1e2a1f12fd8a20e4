import { describe, expect, it } from 'vitest';
import { Comparison } from './values.ts';
import { unequalIn } from './responses.ts';

const seededAt = Date.parse('2026-03-01T10:00:00.000Z');
const at = (seconds: number) => seededAt + seconds * 1_000;
const iso = (milliseconds: number) => new Date(milliseconds).toISOString();
const uuid = (milliseconds: number, end: number) => {
  const time = milliseconds.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${String(end).padStart(12, '0')}`;
};
const cursor = (...values: unknown[]) => Buffer.from(JSON.stringify(values)).toString('base64url');
/** The base begins its steps at 10, 20, 30 s; the head four seconds later. */
const base = { sentAt: at(30), moments: { seededAt, steps: [at(10), at(20), at(30)] } };
const head = { sentAt: at(34), moments: { seededAt, steps: [at(14), at(24), at(34)] } };

const differs = (one: unknown, other: unknown, comparison = new Comparison()) =>
  comparison.compare({ ...base, value: one }, { ...head, value: other }).map(({ path }) => path);

describe('a value differs', () => {
  it.each([
    ['null for an empty list', { list: [] }, { list: null }, ['data.list']],
    ['another length', [1, 2], [1], ['data[]']],
    ['another order', [{ a: 1 }, { a: 2 }], [{ a: 2 }, { a: 1 }], ['data[].a', 'data[].a']],
    ['an absent field', { a: null }, {}, ['data.a']],
    ['the case of an enum', 'SHIPPED', 'Shipped', ['data']],
    ['a number and its text', 1, '1', ['data']],
    ['an id of the seed', uuid(at(-5), 1), uuid(at(-5), 2), ['data']],
    ['a time of the seed', iso(at(-50)), iso(at(-51)), ['data']],
    ['a time of another step', iso(at(12)), iso(at(26)), ['data']],
    ['a due time', iso(at(30 + 900)), iso(at(34 + 90)), ['data']],
    ['a time that is gone', iso(at(-50)), iso(at(26)), ['data']],
    ['a text around an id', `order ${uuid(at(11), 1)}`, `cart ${uuid(at(15), 1)}`, ['data']],
    ['a token of another length', 'a'.repeat(32), 'b'.repeat(31), ['data']],
    ['what a cursor holds', cursor('by', 1), cursor('by', 2), ['data']],
  ])('where it is %s', (_name, one, other, paths) => {
    expect(differs(one, other)).toEqual(paths);
  });

  it('where a new id takes the place of two', () => {
    const [first, second] = [uuid(at(11), 1), uuid(at(12), 2)];
    const [one] = [uuid(at(15), 3)];
    expect(differs([first, second], [one, one])).toEqual(['data[]']);
  });
});

it.each([
  [
    'new ids that keep their places',
    [uuid(at(11), 1), uuid(at(11), 1)],
    [uuid(at(15), 7), uuid(at(15), 7)],
  ],
  ['times of the same step', iso(at(12)), iso(at(17))],
  ['times that are as far ahead', iso(at(30 + 900)), iso(at(34 + 900))],
  ['times whole days back', iso(at(30) - 864e5 * 30), iso(at(34) - 864e5 * 30)],
  [
    'cursors of new rows',
    cursor('by', iso(at(12)), uuid(at(12), 1)),
    cursor('by', iso(at(17)), uuid(at(17), 2)),
  ],
  ['opaque tokens', 'a'.repeat(43), 'b'.repeat(43)],
  ['seconds that count down', { retryAfterSeconds: 5 }, { retryAfterSeconds: 4 }],
  ['texts around new ids', `order ${uuid(at(11), 1)} placed`, `order ${uuid(at(15), 2)} placed`],
])('takes for the same: %s', (_name, one, other) => {
  expect(differs(one, other)).toEqual([]);
});

it('compares errors in any order, with message, code and path', () => {
  const error = (field: string, code: string) => ({
    message: `No ${field}.`,
    path: [field],
    extensions: { code },
  });
  const received = (...errors: unknown[]) => ({ status: 200, data: null, errors });
  const one = received(error('a', 'FORBIDDEN'), error('b', 'NOT_FOUND'));
  const compared = (other: ReturnType<typeof received>) =>
    unequalIn(new Comparison(), { ...base, ...one }, { ...head, ...other }).map(({ path }) => path);
  expect(compared(received(error('b', 'NOT_FOUND'), error('a', 'FORBIDDEN')))).toEqual([]);
  expect(compared(received(error('a', 'INTERNAL'), error('b', 'NOT_FOUND')))).toEqual([
    'errors[].extensions.code',
  ]);
  expect(compared(received(error('a', 'FORBIDDEN')))).toEqual(['errors[]']);
});
