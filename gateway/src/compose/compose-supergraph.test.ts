import { FederatedGraph } from '@customer-graph/plan-executor';
import { parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { people, posts } from '../../test/fixture/schemas.ts';
import { loadGraph, type ListedSubgraph } from '../supergraph/load-graph.ts';
import { CompositionError, composeSupergraph } from './compose-supergraph.ts';

const service = (name: string, sdl: string) => ({
  name,
  url: `http://${name}.test/graphql`,
  typeDefs: parse(sdl),
});

const load = (sdl: string, urlOf = ({ url }: ListedSubgraph) => url) =>
  loadGraph(sdl, { urlOf, overrideLabels: new Set() });

describe('composing', () => {
  it('gives a supergraph that lists its subgraphs, and an API without a trace of them', async () => {
    const { supergraph, api } = composeSupergraph([
      service('people', people),
      service('posts', posts),
    ]);
    expect((await load(supergraph)).subgraphs).toEqual([
      { name: 'people', url: 'http://people.test/graphql' },
      { name: 'posts', url: 'http://posts.test/graphql' },
    ]);
    expect(api).toContain('posts(first: Int): [Post!]');
    expect(api).not.toMatch(/join__|@key|_entities|people\.test/);
    expect(api).toContain('"""The headers with which the subgraph was called."""');
  });

  it('gives the same text for the same contracts', () => {
    const compose = () => composeSupergraph([service('people', people), service('posts', posts)]);
    expect(compose()).toEqual(compose());
  });

  it('names every contradiction between contracts', () => {
    const wrong = posts.replace('postCount: Int', 'postCount: Int\n    name: Int');
    expect(() => composeSupergraph([service('people', people), service('posts', wrong)])).toThrow(
      CompositionError,
    );
  });
});

describe('checking a supergraph', () => {
  const { supergraph } = composeSupergraph([service('people', people)]);

  it('refuses one whose subgraph has no URL', async () => {
    await expect(load(supergraph, () => '')).rejects.toThrow('people has no http URL');
    expect((await load(supergraph)).subgraphs).toHaveLength(1);
  });

  it.each(['', 'type Query { a: Int }', '{'])('refuses %j', async (sdl) => {
    await expect(load(sdl)).rejects.toThrow();
  });
});

describe('a supergraph with a directive of the federation', () => {
  const head = (names: string, more = '') =>
    `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: [${names}]) ${more}\n`;
  const supergraphOf = (...sdls: string[]) =>
    composeSupergraph(sdls.map((sdl, index) => service(`s${index}`, sdl))).supergraph;
  const served = async (...sdls: string[]) => (await load(supergraphOf(...sdls))).federated;
  const other = (names: string, fields: string) =>
    `${head(`"@key", ${names}`)} type T @key(fields: "id") { id: ID! ${fields} }`;
  const first = `${head('"@key", "@shareable"')} type Query { t: T } type T @key(fields: "id") { id: ID! a: Int b: Int @shareable }`;

  it.each([
    ['@key', [first, other('"@shareable"', 'c: Int')]],
    ['@shareable', [first, other('"@shareable"', 'b: Int @shareable')]],
    [
      '@external and @requires',
      [first, other('"@external", "@requires"', 'a: Int @external c: Int @requires(fields: "a")')],
    ],
    ['@override', [first, other('"@override"', 'a: Int @override(from: "s0")')]],
    [
      '@override with a percentage',
      [first, other('"@override"', 'a: Int @override(from: "s0", label: "percent(5)")')],
    ],
    [
      '@tag and @inaccessible',
      [
        `${head('"@tag", "@inaccessible"')} type Query { a: Int @tag(name: "x") b: Int @inaccessible }`,
      ],
    ],
    [
      '@extends',
      [
        first,
        `${head('"@key", "@extends"')} type T @key(fields: "id") @extends { id: ID! c: Int }`,
      ],
    ],
    [
      '@provides',
      [
        `${head('"@key", "@external", "@provides"')} type Query { t: T @provides(fields: "c") } type T @key(fields: "id") { id: ID! c: Int @external }`,
        other('"@shareable"', 'c: Int @shareable'),
      ],
    ],
    [
      '@interfaceObject',
      [
        `${head('"@key"')} type Query { n: N } interface N @key(fields: "id") { id: ID! } type T implements N @key(fields: "id") { id: ID! }`,
        `${head('"@key", "@interfaceObject"')} type N @key(fields: "id") @interfaceObject { id: ID! c: Int }`,
      ],
    ],
    [
      '@cost and @listSize',
      [
        `${head('"@cost", "@listSize"')} type Query { a: Int @cost(weight: 2) b: [Int] @listSize(assumedSize: 2) }`,
      ],
    ],
  ])('is served when it is %s', async (_name, sdls) => {
    expect((await served(...sdls)).schema.getQueryType()?.name).toBe('Query');
  });

  it.each([
    [
      '@authenticated',
      `${head('"@authenticated"')} type Query { a: Int @authenticated }`,
      'authenticated',
    ],
    [
      '@requiresScopes',
      `${head('"@requiresScopes"')} type Query { a: Int @requiresScopes(scopes: [["x"]]) }`,
      'requiresScopes',
    ],
    ['@policy', `${head('"@policy"')} type Query { a: Int @policy(policies: [["x"]]) }`, 'policy'],
    [
      '@cacheTag',
      `${head('"@cacheTag"')} type Query { a: Int @cacheTag(format: "x") }`,
      'cacheTag',
    ],
    [
      '@context and @fromContext',
      `${head('"@key", "@context", "@fromContext"')} type Query { t: T } type T @key(fields: "id") @context(name: "c") { id: ID! n: Int u: U } type U @key(fields: "id") { id: ID! f(a: Int @fromContext(field: "$c { n }")): Int }`,
      'context',
    ],
    [
      '@connect',
      `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12") @link(url: "https://specs.apollo.dev/connect/v0.1", import: ["@connect"]) type Query { a: Int @connect(http: { GET: "http://other.test/a" }, selection: "$") }`,
      'connect',
    ],
  ])('is refused in words when it is %s', async (_name, sdl, named) => {
    await expect(served(sdl)).rejects.toThrow(new RegExp(`/${named}/.* is unsupported`));
  });

  it('keeps @oneOf when it is composed, and is not made when it would be lost', async () => {
    const rest =
      'directive @oneOf on INPUT_OBJECT input By @oneOf { a: Int b: Int } type Query { t(by: By): Int }';
    const composing = `@link(url: "https://example.com/oneOf/v1.0", import: ["@oneOf"]) @composeDirective(name: "@oneOf")`;
    const { schema } = await served(`${head('"@composeDirective"', composing)} ${rest}`);
    const refused = validate(schema, parse('{ t(by: { a: 1, b: 2 }) }'));
    expect(refused.map(({ message }) => message).join()).toContain('exactly one key');
    expect(() => supergraphOf(`${head('"@key"')} ${rest}`)).toThrow('[s0] @oneOf would be lost');
  });

  it('keeps @semanticNonNull when it is composed, and is not made when it would be lost', async () => {
    const rest =
      'directive @semanticNonNull(levels: [Int!]! = [0]) on FIELD_DEFINITION type Query { a: Int @semanticNonNull b: [Int] @semanticNonNull(levels: [1]) }';
    const composing = `@link(url: "https://example.com/semanticNonNull/v1.0", import: ["@semanticNonNull"]) @composeDirective(name: "@semanticNonNull")`;
    const composed = `${head('"@composeDirective"', composing)} ${rest}`;
    expect(supergraphOf(composed)).toMatch(/b: \[Int\] @semanticNonNull\(levels: \[1\]\)/);
    expect((await served(composed)).schema.getQueryType()?.getFields()).toHaveProperty('a');
    expect(() => supergraphOf(`${head('"@key"')} ${rest}`)).toThrow(
      '[s0] @semanticNonNull would be lost',
    );
  });

  it('is refused when the label of an @override is no percentage', () => {
    const sdl = supergraphOf(
      first,
      other('"@override"', 'a: Int @override(from: "s0", label: "percent(5)")'),
    );
    expect(() => new FederatedGraph(sdl.replaceAll('percent(5)', 'percent(500)'))).toThrow(
      'the label percent(500) of an @override is not a percentage from 0 to 100',
    );
  });
});
