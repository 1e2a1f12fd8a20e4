import { buildSchema, isEnumType, isScalarType } from '@apollo/federation-internals';
import { describe, expect, it } from 'vitest';
import { compileLeaf } from './leaf.ts';

const schema = buildSchema(
  'enum Kind { ROUND FLAT } scalar Any type Query { kind: Kind any: Any }',
);

function check(type: string, value: unknown): boolean {
  const found = schema.type(type);
  if (!found || !(isScalarType(found) || isEnumType(found))) throw new Error(`No leaf ${type}`);
  return compileLeaf(found)(value);
}

describe('compileLeaf', () => {
  it.each([
    ['Int', [0, -7, 2 ** 40, -0], [1.5, 1e21, '1', true, Number.NaN, [1], {}]],
    ['Float', [0, 1.5, 1e21], ['1', Number.POSITIVE_INFINITY, false]],
    ['String', ['', 'x'], [1, true, ['x'], {}]],
    ['ID', ['', 'x', 12], [1.5, true, {}]],
    ['Boolean', [true, false], [0, 'true']],
    ['Kind', ['ROUND'], ['SQUARE', 'toString', 1, true]],
    ['Any', ['x', 1, true, [1], {}], []],
  ])('accepts and refuses as Apollo does: %s', (type, accepted, refused) => {
    for (const value of accepted) expect(check(type, value)).toBe(true);
    for (const value of refused) expect(check(type, value)).toBe(false);
  });
});
