import { GraphQLError, OperationTypeNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { FederatedGraph, PreparedOperation, type SubgraphRequest } from '../src/index.ts';
import { compilePlan } from '../src/plan/compile-plan.ts';
import { loadFixture } from './oracle/fixture.ts';

const commerce = loadFixture('commerce').graph;
const grid = loadFixture('grid').graph;

const compiled = (source: string, graph = commerce) =>
  new PreparedOperation(graph, parse(source), undefined);

const codeOf = ({ errors }: { errors?: readonly GraphQLError[] }) =>
  errors?.map(({ extensions }) => extensions['code']);

describe('a plan that cannot be executed', () => {
  const fetch = {
    kind: 'Fetch' as const,
    serviceName: 'customers',
    operation: '{ me { id } }',
    operationName: undefined,
    operationKind: OperationTypeNode.QUERY,
  };
  it.each([
    ['has a deferred part', { kind: 'Defer' as const, primary: {}, deferred: [] }],
    ['subscribes', { kind: 'Subscription' as const, primary: fetch }],
    [
      'has a path with a type',
      { kind: 'Flatten' as const, path: ['me', '@|[Customer]'], node: fetch },
    ],
    ['defers in a fetch', { ...fetch, hasDefers: true }],
    ['fetches nothing', undefined],
    ['fetches what its subgraph lacks', { ...fetch, operation: '{ me { orderCount } }' }],
    [
      'uses a variable that it does not declare',
      { ...fetch, operation: '{ customer(id: $id) { id } }' },
    ],
    ['names a subgraph that is not there', { ...fetch, serviceName: 'nobody' }],
  ])('is refused in words when it %s', (_why, node) => {
    const plan = { kind: 'QueryPlan' as const, ...(node && { node }) };
    expect(() => compilePlan(plan, { graph: commerce, toClientPath: (path) => path })).toThrow(
      /^The operation cannot be executed here: .+/,
    );
  });

  it('becomes an error of the response', async () => {
    class Broken extends FederatedGraph {
      override plan() {
        return { kind: 'QueryPlan' as const };
      }
    }
    const graph = new Broken(loadFixture('grid').supergraphSdl);
    const result = await compiled('{ grid { big } }', graph).execute({ fetch: async () => ({}) });
    expect([result.data, codeOf(result)]).toEqual([null, ['OPERATION_NOT_SUPPORTED']]);
  });
});

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
