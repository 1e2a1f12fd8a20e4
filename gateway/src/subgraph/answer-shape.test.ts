import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compileAnswerShape } from './answer-shape.ts';

const schema = buildSchema(`
  type Query { people: [Person!]! me: Person node: Node }
  interface Node { id: ID! }
  type Person implements Node { id: ID! tags: [String!] grid: [[Person]] friend: Person count: Int }
`);
const accepts = (operation: string, data: Record<string, unknown>) =>
  compileAnswerShape(schema, operation)(data);

describe('the shape of an answer', () => {
  it.each<[string, Record<string, unknown>]>([
    ['{ people { id } }', { people: [{ id: '1' }, null] }],
    ['{ people { id } }', { people: null }],
    ['{ people { id } }', {}],
    ['{ me { tags grid { id } } }', { me: { tags: ['a'], grid: [[{ id: '1' }], null, [null]] } }],
    ['{ me { count } }', { me: { count: 'left to the executor' } }],
    ['{ a: me { b: friend { __typename } } }', { a: { b: { __typename: 'Person' } } }],
    ['{ node { id ... on Person { friend { id } } } }', { node: { friend: { id: '1' } } }],
    [
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Person { tags } } }',
      { _entities: [null, { tags: [] }] },
    ],
    ['{ unknownHere { id } }', { unknownHere: 'anything' }],
  ])('fits %s: %j', (operation, data) => {
    expect(accepts(operation, data)).toBe(true);
  });

  it.each<[string, Record<string, unknown>]>([
    ['{ people { id } }', { people: 'text' }],
    ['{ people { id } }', { people: { 0: { id: '1' } } }],
    ['{ people { id } }', { people: ['text'] }],
    ['{ people { id } }', { people: [[{ id: '1' }]] }],
    ['{ me { id } }', { me: 5 }],
    ['{ me { id } }', { me: [] }],
    ['{ me { tags } }', { me: { tags: 'a' } }],
    ['{ me { grid { id } } }', { me: { grid: [{ id: '1' }] } }],
    ['{ me { __typename } }', { me: { __typename: 5 } }],
    [
      '{ ...F } fragment F on Query { me { friend { friend { id } } } }',
      { me: { friend: { friend: true } } },
    ],
    [
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Person { tags } } }',
      { _entities: [{ tags: {} }] },
    ],
  ])('does not fit %s: %j', (operation, data) => {
    expect(accepts(operation, data)).toBe(false);
  });
});
