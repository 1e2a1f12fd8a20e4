import { buildSchema, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compileFetchShape } from './fetch-shape.ts';

const schema = buildSchema(`
  type Query { people: [Person!]! me: Person node: Node }
  interface Node { id: ID! }
  type Person implements Node { id: ID! tags: [String!] grid: [[Person]] friend: Person count: Int }
`);
const shapeOf = (operation: string) => compileFetchShape(schema, parse(operation));
const entities =
  'query ($r: [_Any!]!, $b: Boolean!) { _entities(representations: $r) { __typename ... on Person { tags } ... on Node { id count: id @include(if: $b) } } }';

describe('the shape of a fetch', () => {
  it.each<[string, Record<string, unknown>]>([
    ['{ people { id } }', { people: [{ id: '1' }, null] }],
    ['{ people { id } }', { people: null }],
    ['{ people { id } }', {}],
    ['{ me { tags grid { id } } }', { me: { tags: ['a'], grid: [[{ id: '1' }], null, [null]] } }],
    ['{ me { count } }', { me: { count: 'left to the executor' } }],
    ['{ a: me { b: friend { __typename } } }', { a: { b: { __typename: 'Person' } } }],
    ['{ node { id ... on Person { friend { id } } } }', { node: { friend: { id: '1' } } }],
    [entities, { _entities: [null, { __typename: 'Person', tags: [] }] }],
    ['{ unknownHere { id } }', { unknownHere: 'anything' }],
  ])('leaves alone what fits %s: %j', (operation, data) => {
    const before = structuredClone(data);
    expect(shapeOf(operation).mend(data)).toEqual([]);
    expect(data).toEqual(before);
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>, (string | number)[][]]>([
    [
      '{ people { id } me { id } }',
      { people: 'x', me: { id: '1' } },
      { people: null, me: { id: '1' } },
      [['people']],
    ],
    ['{ people { id } }', { people: { 0: { id: '1' } } }, { people: null }, [['people']]],
    [
      '{ people { id } }',
      { people: [{ id: '1' }, 'x'] },
      { people: [{ id: '1' }, null] },
      [['people', 1]],
    ],
    ['{ people { id } }', { people: [[{ id: '1' }]] }, { people: [null] }, [['people', 0]]],
    ['{ me { id } }', { me: 5 }, { me: null }, [['me']]],
    ['{ me { id } }', { me: [] }, { me: null }, [['me']]],
    [
      '{ me { id tags } }',
      { me: { id: '1', tags: 'a' } },
      { me: { id: '1', tags: null } },
      [['me', 'tags']],
    ],
    [
      '{ me { grid { id } } }',
      { me: { grid: [{ id: '1' }] } },
      { me: { grid: [null] } },
      [['me', 'grid', 0]],
    ],
    ['{ me { __typename } }', { me: { __typename: 5 } }, { me: null }, [['me']]],
    ['{ me { __typename } }', { me: { __typename: null } }, { me: null }, [['me']]],
    ['{ __typename me { id } }', { __typename: 7, me: { id: '1' } }, { me: { id: '1' } }, []],
    [
      '{ ...F } fragment F on Query { me { friend { friend { id } } } }',
      { me: { friend: { friend: true } } },
      { me: { friend: { friend: null } } },
      [['me', 'friend', 'friend']],
    ],
    [
      entities,
      { _entities: ['x', { tags: {} }] },
      { _entities: [null, { tags: null }] },
      [
        ['_entities', 0],
        ['_entities', 1, 'tags'],
      ],
    ],
  ])('puts right what does not fit %s: %j', (operation, data, mended, places) => {
    expect(shapeOf(operation).mend(data)).toEqual(places);
    expect(data).toEqual(mended);
  });

  it('knows the fields that a call asks for', () => {
    const operation = `query ($no: Boolean = true) {
      __typename a: me { id } people @skip(if: $no) { id } ... @include(if: true) { node { id } } }`;
    expect(shapeOf(operation).places({ no: true })).toEqual([['a'], ['node']]);
    expect(shapeOf(operation).places({ no: false })).toEqual([['a'], ['people'], ['node']]);
    const representations = [{ __typename: 'Person' }, { __typename: 'Other' }, 5];
    expect(shapeOf(entities).places({ r: [], representations, b: false })).toEqual([
      ['_entities', 0, 'tags'],
      ['_entities', 0, 'id'],
    ]);
  });
});
