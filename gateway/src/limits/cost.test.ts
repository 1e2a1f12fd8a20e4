import { buildSchema, getOperationAST, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { Supergraph } from '@apollo/federation-internals';
import { composeSupergraph } from '../compose/compose-supergraph.ts';
import { compileCost } from './cost.ts';
import { noWeights, readWeights } from './weights.ts';

const schema = buildSchema(`
  type Query {
    me: Person
    people(first: Int, last: Int): Connection!
    recent(limit: Int = 5): [Person!]
    pages(limit: Int = 50): [Pet!]
    all: [Person!]!
    node: Node
  }
  type Mutation { rename(id: ID!): Person }
  interface Node { id: ID! friends(first: Int): Connection! }
  type Person implements Node { id: ID! name: String tags: [String!] friends(first: Int): Connection! pet: Pet }
  type Connection { nodes: [Person!]! edges: [Edge!]! count: Int }
  type Edge { node: Person! cursor: String }
  type Pet { name: String }
`);

function cost(text: string, variables: Record<string, unknown> = {}): number {
  const document = parse(text);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  const options = { assumedListSize: 10, listSize: 1_000 };
  return compileCost({ schema, weights: noWeights }, document, operation, options)(variables);
}

describe('the cost of an operation', () => {
  it.each<[string, number]>([
    ['{ me { id name tags } }', 1],
    ['{ me { pet { name } } }', 2],
    ['{ __typename }', 0],
    ['{ people(first: 3) { count } }', 1],
    ['{ people(first: 3) { nodes { id } } }', 1 + 3],
    ['{ people(last: 4) { edges { node { id } } } }', 1 + 4 * 2],
    ['{ people { nodes { id } } }', 1 + 10],
    ['{ recent { id } }', 5],
    ['{ recent(limit: 7) { id } }', 7],
    ['{ all { id } }', 10],
    [
      '{ people(first: 20) { nodes { friends(first: 5) { nodes { id } } } } }',
      1 + 20 * (1 + 1 + 5),
    ],
    ['{ people(first: 0) { nodes { id } } }', 1],
    ['{ people(first: -5) { nodes { id } } }', 1],
    ['mutation { rename(id: 1) { id } }', 11],
    ['mutation { a: rename(id: 1) { id } b: rename(id: 2) { id } }', 22],
    [
      '{ node { ... on Person { pet { name } } friends(first: 2) { nodes { id } } } }',
      1 + 1 + 1 + 2,
    ],
    ['{ me { ...F } } fragment F on Person { friends(first: 2) { nodes { id } } }', 1 + 1 + 2],
  ])('of %s is %i', (text, expected) => {
    expect(cost(text)).toBe(expected);
  });

  it('depends on variables and their defaults', () => {
    const text = 'query ($n: Int = 4) { people(first: $n) { nodes { id } } }';
    expect(cost(text, { n: 50 })).toBe(51);
    expect(cost(text)).toBe(5);
  });

  it("depends on the argument's default where a variable has no value", () => {
    const text = 'query ($n: Int) { pages(limit: $n) { name } }';
    expect(cost(text)).toBe(50);
    expect(cost(text, { n: 3 })).toBe(3);
  });

  it('has no value for a list of a billion', () => {
    expect(() => cost('{ people(first: 1000000000) { nodes { id } } }')).toThrow(
      'first must be at most 1000',
    );
    expect(() => cost('query ($n: Int) { people(first: $n) { count } }', { n: 1e9 })).toThrow(
      'first',
    );
  });
});

describe("the modules' own weights", () => {
  const { supergraph } = composeSupergraph([
    {
      name: 'shelf',
      url: 'http://shelf.test',
      typeDefs: parse(`
        extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@listSize", { name: "@cost", as: "@price" }])
        type Query {
          books(first: Int, last: Int): [Book] @listSize(slicingArguments: ["first", "last"], assumedSize: 7)
          few: [Book] @listSize(assumedSize: 2)
          page(n: Int): Page @listSize(slicingArguments: ["n"], sizedFields: ["books"], requireOneSlicingArgument: false)
          find(by: By @price(weight: 2)): Book @price(weight: 20)
          summary: String @price(weight: 4)
        }
        type Mutation { add: Book @price(weight: 5) drop: Book }
        type Page { books: [Book] others: [Book] }
        type Book @price(weight: 3) { id: ID blurb: String @price(weight: 1) }
        input By { text: String @price(weight: 6) id: ID }
      `),
    },
  ]);
  const built = Supergraph.build(supergraph);
  const weights = readWeights(built, built.schema.toGraphQLJSSchema());
  const api = built.apiSchema().toGraphQLJSSchema();

  const weigh = (text: string, variables: Record<string, unknown> = {}) => {
    const document = parse(text);
    const operation = getOperationAST(document);
    if (!operation) throw new Error('no operation');
    const options = { assumedListSize: 10, listSize: 1_000 };
    return compileCost({ schema: api, weights }, document, operation, options)(variables);
  };

  it.each<[string, number]>([
    ['{ summary }', 4],
    ['{ books(first: 4) { id } }', 4 * 3],
    ['{ books(first: 4) { id blurb } }', 4 * (3 + 1)],
    ['{ few { id } }', 2 * 3],
    ['{ page(n: 5) { books { id } others { id } } }', 1 + 5 * 3 + 10 * 3],
    ['{ page { books { id } } }', 1 + 10 * 3],
    ['{ find { id } }', 20],
    ['{ find(by: { text: "a" }) { id } }', 20 + 2 + 6],
    ['mutation { add { id } drop { id } }', 5 + 10 + 3],
  ])('make %s cost %i', (text, expected) => {
    expect(weigh(text)).toBe(expected);
  });

  it('count what a variable holds', () => {
    const text = 'query ($by: By) { find(by: $by) { id } }';
    expect(weigh(text, { by: { text: 'a', id: '1' } })).toBe(20 + 2 + 6);
    expect(weigh(text)).toBe(20);
  });

  it.each(['{ books { id } }', '{ books(first: 1, last: 1) { id } }'])(
    'refuse %s, whose size no single argument tells',
    (text) => {
      expect(() => weigh(text)).toThrow(
        'Query.books requires exactly one of the arguments first, last',
      );
    },
  );
});
