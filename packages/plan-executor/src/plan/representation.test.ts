import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compileRepresentation } from './representation.ts';

const schema = buildSchema(`
  interface Node { id: ID! }
  type Book implements Node { id: ID! size: Size }
  type Size { width: Int unit: String }
  type Query { book: Book }
`);
const field = (name: string, ...selections: ReturnType<typeof leaf>[]) => ({
  ...leaf(name),
  selections,
});
const leaf = (name: string) => ({ kind: 'Field' as const, name });
const on = (typeCondition: string, selections: ReturnType<typeof leaf>[]) => ({
  kind: 'InlineFragment' as const,
  typeCondition,
  selections,
});

describe('compileRepresentation', () => {
  const pick = compileRepresentation(schema, [
    on('Node', [leaf('__typename'), leaf('id')]),
    on('Book', [field('size', leaf('width'))]),
  ]);

  it('picks the required fields of every condition that the type meets', () => {
    const book = { __typename: 'Book', id: 1, title: 'x', size: { width: 2, unit: 'cm' } };
    expect(pick(book)).toEqual({ __typename: 'Book', id: 1, size: { width: 2 } });
  });

  it('leaves out what a condition requires when a part of it is missing', () => {
    expect(pick({ __typename: 'Book', id: 1 })).toEqual({ __typename: 'Book', id: 1 });
  });

  it('picks nothing from objects of other types', () => {
    expect(pick({ __typename: 'Size', width: 1 })).toEqual({});
  });

  it('never reads a method of a list as a field', () => {
    expect(compileRepresentation(schema, [leaf('map')])([1])).toBeNull();
  });
});
