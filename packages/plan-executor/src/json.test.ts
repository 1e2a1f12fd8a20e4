import { describe, expect, it } from 'vitest';
import { fieldsOf } from './json.ts';

describe('fieldsOf', () => {
  it('hides the methods of a list but neither its length nor fields merged into it', () => {
    const list = Object.assign([1, 2], { price: 3 });
    const fields = fieldsOf(list);
    expect([fields['length'], fields['price'], fields['map']]).toEqual([2, 3, undefined]);
  });

  it('finds nothing in primitives', () => {
    expect(fieldsOf('text')['length']).toBeUndefined();
    expect(fieldsOf(null)).toEqual({});
  });
});
