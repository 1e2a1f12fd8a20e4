import { operationFromDocument } from '@apollo/federation-internals';
import { GraphQLError, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compilePlan, type CompiledOperation, type SubgraphRequest } from '../src/index.ts';
import { loadFederation } from './supergraphs.ts';

const commerce = loadFederation('commerce');
const grid = loadFederation('grid');

function compile(source: string, { apiSchema, planner, supergraphSchema } = commerce) {
  const operation = operationFromDocument(apiSchema, parse(source));
  const queryPlan = planner.buildQueryPlan(operation);
  return compilePlan({ operation, queryPlan, supergraphSchema });
}

function compiled(source: string, federation = commerce): CompiledOperation {
  const result = compile(source, federation);
  if (result.kind === 'refusal') throw new Error(result.reason);
  return result;
}

const { apiSchema, supergraphSchema } = commerce;

describe('compilePlan', () => {
  it.each([
    ['introspection', '{ me { id } __schema { queryType { name } } }'],
    ['introspection', '{ __type(name: "Query") { name } }'],
    ['response key is named toString', '{ me { toString: id } }'],
    ['response key is named __proto__', '{ __proto__: me { id } }'],
  ])('refuses what it does not cover: %s', (reason, source) => {
    expect(compile(source)).toEqual({ kind: 'refusal', reason });
  });

  it('refuses fragments that would flatten into too many fields, and soon', () => {
    const depth = 24;
    const fragments = Array.from(
      { length: depth },
      (_, i) =>
        `fragment F${i} on Customer { ...F${i + 1} @skip(if: $a) ...F${i + 1} @include(if: $a) }`,
    );
    const operation = operationFromDocument(
      apiSchema,
      parse(`query($a: Boolean!) { me { ...F0 } } ${fragments.join(' ')}
        fragment F${depth} on Customer { id }`),
    );
    const plan = { operation, queryPlan: { kind: 'QueryPlan' as const }, supergraphSchema };
    const before = performance.now();
    expect(compilePlan(plan).kind).toBe('refusal');
    expect(performance.now() - before).toBeLessThan(1_000);
  });

  it('refuses @defer, subscriptions and paths with type conditions', () => {
    const operation = operationFromDocument(apiSchema, parse('{ me { id } }'));
    const fetch = {
      kind: 'Fetch' as const,
      serviceName: 'customers',
      operation: '{ me { id } }',
      operationName: undefined,
      operationKind: 'query' as const,
    };
    const nodes = [
      { kind: 'Defer' as const, primary: {}, deferred: [] },
      { kind: 'Subscription' as const, primary: { ...fetch } },
      { kind: 'Flatten' as const, path: ['me', '@|[Customer]'], node: { ...fetch } },
      { ...fetch, hasDefers: true },
    ];
    const kinds = nodes.map(
      (node) =>
        compilePlan({ operation, supergraphSchema, queryPlan: JSON.parse(planOf(node)) }).kind,
    );
    expect(kinds).toEqual(['refusal', 'refusal', 'refusal', 'refusal']);
  });
});

function planOf(node: unknown): string {
  return JSON.stringify({ kind: 'QueryPlan', node });
}

describe('a compiled operation', () => {
  it('hands the gateway the body of each request as JSON text', async () => {
    const sent: SubgraphRequest[] = [];
    const operation = compiled('query One($id: ID!) { customer(id: $id) { email orderCount } }');
    await operation.execute({
      variables: { id: 'c"1', unused: true },
      fetch: async (request) => {
        sent.push(request);
        return { data: { customer: { __typename: 'Customer', id: 'c"1', email: null } } };
      },
    });
    expect(sent.map((request): unknown => JSON.parse(request.body()))).toEqual(
      sent.map(({ query, operationName, variables }) => ({ query, operationName, variables })),
    );
    expect(sent.map(({ serviceName, kind, path }) => ({ serviceName, kind, path }))).toEqual([
      { serviceName: 'customers', kind: 'query', path: [] },
      { serviceName: 'orders', kind: 'query', path: ['customer'] },
    ]);
    expect(sent[1]?.variables).toEqual({
      representations: [{ __typename: 'Customer', id: 'c"1' }],
    });
  });

  it('marks the requests of a mutation, so that they are not repeated', async () => {
    const operation = compiled('mutation { logoutEverywhere { message } }');
    const kinds: string[] = [];
    const result = await operation.execute({
      fetch: async ({ kind }) => {
        kinds.push(kind);
        return { data: { logoutEverywhere: { message: 'ok' } } };
      },
    });
    expect({ kinds, result }).toEqual({
      kinds: ['mutation'],
      result: { data: { logoutEverywhere: { message: 'ok' } } },
    });
  });

  it('keeps the customer when a module is down, with the error that fetching threw', async () => {
    const down = new GraphQLError('down', { extensions: { code: 'SUBGRAPH_UNAVAILABLE' } });
    const operation = compiled('{ me { email orderCount } }');
    const result = await operation.execute({
      fetch: async ({ serviceName }) => {
        if (serviceName === 'orders') throw down;
        return { data: { me: { __typename: 'Customer', id: '1', email: 'a@example.com' } } };
      },
    });
    expect(result.errors).toEqual([down]);
    expect(result.data).toEqual({ me: { email: 'a@example.com', orderCount: null } });
  });

  it('keeps concurrent executions apart', async () => {
    const operation = compiled('query($id: ID!) { customer(id: $id) { email orderCount } }');
    const emailOf = async (id: string) => {
      const { data } = await operation.execute({
        variables: { id },
        fetch: async ({ serviceName, variables }) => {
          await new Promise((resolve) => setImmediate(resolve));
          if (serviceName === 'orders')
            return { data: { _entities: [{ orderCount: Number(id) }] } };
          const email = `${String(variables['id'])}@example.com`;
          return { data: { customer: { __typename: 'Customer', id, email } } };
        },
      });
      return data;
    };
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => emailOf(String(i))));
    expect(answers).toEqual(
      answers.map((_, i) => ({ customer: { email: `${i}@example.com`, orderCount: i } })),
    );
  });

  it('reports a wrong value once, however often it is selected', async () => {
    const source = `query($again: Boolean!) { grid { ...F } ...G @include(if: $again) }
      fragment F on Grid { flags big kinds } fragment G on Query { grid { ...F flags } }`;
    const result = await compiled(source, grid).execute({
      variables: { again: true },
      fetch: async () => ({ data: { grid: { flags: [true, 'no'], big: 7, kinds: [['SQUARE']] } } }),
    });
    expect(result.data).toEqual({ grid: { flags: [true, null], big: 7, kinds: [null] } });
    expect(result.extensions?.valueCompletion.map(({ path }) => path)).toEqual([
      ['grid', 'flags', 1],
      ['grid', 'kinds', 0, 0],
    ]);
  });
});
