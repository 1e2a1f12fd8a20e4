import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { FederatedGraph, PreparedOperation } from '../src/index.ts';

const head =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@override"])';
const subgraphs = {
  old: `${head} type Query { t: T } type T @key(fields: "id") { id: ID! never: Int always: Int half: Int named: Int }`,
  new: `${head} type T @key(fields: "id") { id: ID!
    never: Int @override(from: "old", label: "percent(0)") always: Int @override(from: "old", label: "percent(100)")
    half: Int @override(from: "old", label: "percent(50)") named: Int @override(from: "old", label: "beta") }`,
};
const { supergraphSdl = '' } = composeServices(
  Object.entries(subgraphs).map(([name, sdl]) => ({ name, url: '', typeDefs: parse(sdl) })),
);

/** The subgraphs that a request for a field has called. */
async function calledFor(
  field: string,
  labels: readonly string[] = [],
): Promise<() => Promise<string>> {
  const graph = new FederatedGraph(supergraphSdl, { overrideLabels: new Set(labels) });
  const operation = new PreparedOperation(graph, parse(`{ t { ${field} } }`), undefined);
  return async () => {
    const called: string[] = [];
    await operation.execute({
      fetch: async ({ serviceName }) => {
        called.push(serviceName);
        return {
          data: { t: { __typename: 'T', id: '1', [field]: 1 }, _entities: [{ [field]: 1 }] },
        };
      },
    });
    return called.join();
  };
}

it.each([
  ['never', 'old'],
  ['always', 'old,new'],
])('fetches a field that is overridden %s from %s', async (field, expected) => {
  const call = await calledFor(field);
  for (let i = 0; i < 20; i++) expect(await call()).toBe(expected);
});

it('fetches a field from its new subgraph for the share of requests that its label says', async () => {
  const call = await calledFor('half');
  let moved = 0;
  for (let i = 0; i < 400; i++) if ((await call()) === 'old,new') moved++;
  expect(moved).toBeGreaterThan(130);
  expect(moved).toBeLessThan(270);
});

it('fetches a field from its new subgraph when its label is configured', async () => {
  expect(await (await calledFor('named'))()).toBe('old');
  expect(await (await calledFor('named', ['beta']))()).toBe('old,new');
});
