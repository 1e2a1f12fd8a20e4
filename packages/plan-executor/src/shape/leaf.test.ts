import { buildSchema, isLeafType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compileLeaf } from './leaf.ts';

const schema = buildSchema(
  'enum Colour { RED } scalar Any type Query { c: Colour a: Any id: ID i: Int f: Float s: String b: Boolean }',
);

function coerced(typeName: string, value: unknown): unknown {
  const type = schema.getType(typeName);
  if (!isLeafType(type)) throw new Error(`No leaf type ${typeName}`);
  return compileLeaf(type)(value);
}

describe('a leaf', () => {
  it.each<[string, unknown, unknown]>([
    ['Int', 0, 0],
    ['Int', -2_147_483_648, -2_147_483_648],
    ['Int', 2_147_483_648, undefined],
    ['Int', 1.5, undefined],
    ['Int', '1', undefined],
    ['Float', 1e300, 1e300],
    ['Float', 'text', undefined],
    ['String', '', ''],
    ['String', 1, undefined],
    ['Boolean', false, false],
    ['Boolean', 0, undefined],
    ['ID', 'a', 'a'],
    ['ID', 7, '7'],
    ['ID', 1.5, undefined],
    ['Colour', 'RED', 'RED'],
    ['Colour', 'BLUE', undefined],
    ['Any', false, false],
  ])('of type %s is %s: %s', (typeName, value, expected) => {
    expect(coerced(typeName, value)).toBe(expected);
  });
});
