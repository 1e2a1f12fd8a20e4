import { describe, expect, it } from 'vitest';
import { merge } from './merge.ts';

function merged(target: unknown, source: unknown): unknown {
  merge(target, source);
  return target;
}

describe('merge', () => {
  it('adds nested fields and lets later values win', () => {
    const target = { a: { x: 1 }, b: 1 };
    expect(merged(target, { a: { y: 2 }, b: 2 })).toEqual({ a: { x: 1, y: 2 }, b: 2 });
  });

  it('joins lists of equal length element by element and replaces others', () => {
    const target = { same: [{ x: 1 }, null], longer: [{ x: 1 }] };
    merge(target, { same: [{ y: 2 }, { y: 3 }], longer: [{ y: 1 }, { y: 2 }] });
    expect(target).toEqual({ same: [{ x: 1, y: 2 }, { y: 3 }], longer: [{ y: 1 }, { y: 2 }] });
  });

  it('lets an object take the place of a value of another kind', () => {
    expect(merged({ a: 'text', b: [1] }, { a: { x: 1 }, b: { y: 1 } })).toEqual({
      a: { x: 1 },
      b: { y: 1 },
    });
  });

  it('joins lists of lists in the same way', () => {
    const target = { rows: [[{ x: 1 }, { x: 2 }], [{ x: 3 }]] };
    merge(target, { rows: [[{ y: 1 }, { y: 2 }], []] });
    expect(target).toEqual({
      rows: [
        [
          { x: 1, y: 1 },
          { x: 2, y: 2 },
        ],
        [],
      ],
    });
  });

  it('lets a null take the place of an object and an object that of a null', () => {
    expect(merged({ a: { x: 1 }, b: null }, { a: null, b: { y: 1 } })).toEqual({
      a: null,
      b: { y: 1 },
    });
  });

  it('stores a key named __proto__ without touching any prototype', () => {
    const target = {};
    merge(
      target,
      JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"x":1}}}'),
    );
    expect(Object.getPrototypeOf(target)).toBe(Object.prototype);
    expect('polluted' in {}).toBe(false);
    expect(Object.keys(target)).toEqual(['__proto__', 'constructor']);
    expect('x' in {}).toBe(false);
  });
});
