import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { people, posts } from '../../test/fixture/schemas.ts';
import { listSubgraphs } from '../supergraph/subgraph-list.ts';
import { checkSupergraph } from '../supergraph/check-supergraph.ts';
import { CompositionError, composeSupergraph } from './compose-supergraph.ts';

const service = (name: string, sdl: string) => ({
  name,
  url: `http://${name}.test/graphql`,
  typeDefs: parse(sdl),
});

describe('composing', () => {
  it('gives a supergraph that lists its subgraphs, and an API without a trace of them', () => {
    const { supergraph, api } = composeSupergraph([
      service('people', people),
      service('posts', posts),
    ]);
    expect(listSubgraphs(supergraph)).toEqual([
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

  it('refuses one whose subgraph has no URL', () => {
    expect(() => checkSupergraph(supergraph, () => '')).toThrow('people has no http URL');
    expect(checkSupergraph(supergraph, ({ url }) => url).listed).toHaveLength(1);
  });

  it.each(['', 'type Query { a: Int }', '{'])('refuses %j', (sdl) => {
    expect(() => checkSupergraph(sdl, ({ url }) => url)).toThrow();
  });
});
