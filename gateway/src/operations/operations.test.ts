import v8 from 'node:v8';
import vm from 'node:vm';
import { PreparedOperation } from '@customer-graph/plan-executor';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fixtureSupergraph } from '../../test/fixture/gateway-process.ts';
import { LimitExceededError, limitsSchema } from '../limits/limits.ts';
import { loadGraph, type LoadedGraph } from '../supergraph/load-graph.ts';
import { InvalidOperationError } from './invalid-operation.ts';
import { createOperations, type Operations } from './operations.ts';

let graph: LoadedGraph;
beforeAll(async () => {
  graph = await loadGraph(fixtureSupergraph(), {
    urlOf: ({ url }) => url,
    overrideLabels: new Set(),
  });
});

const limits = limitsSchema.parse({ aliases: 1_000 });
const withBudget = (maxBytes: number): Operations =>
  createOperations({
    graph,
    limits,
    maxBytes,
    introspection: true,
    hideSuggestions: false,
    prepare: (...operation) => new PreparedOperation(...operation),
  });

const person = { id: '1', name: 'A', friends: { nodes: [{ id: '2', name: 'B' }] }, postCount: 1 };
/** Finds and executes an operation as a request does. */
async function request(operations: Operations, text: string, variables = {}): Promise<void> {
  const operation = operations.find(text, undefined);
  await operation.executable.execute({
    variables,
    fetch: async ({ serviceName }) => ({
      data: serviceName === 'people' ? { me: person } : { _entities: [person] },
    }),
  });
  operations.settle(operation);
}

describe('an operation', () => {
  it('is one object for one graph, text and name', () => {
    const operations = withBudget(1_000_000);
    const text = 'query A { me { id } } query B { me { name } }';
    const a = operations.find(text, 'A');
    expect(operations.find(`${text}`, 'A')).toBe(a);
    expect(operations.find(text, 'B')).not.toBe(a);
    expect(withBudget(1_000_000).find(text, 'A')).not.toBe(a);
    expect(operations.textOf(a.hash)).toBe(text);
  });

  it('is never taken for another one, whatever names and texts clients send', () => {
    const operations = withBudget(10_000_000);
    const texts = ['query A { me { id } }', '{ me { id } }', '# A\n{ me { name } }', 'A', ''];
    const names = [undefined, '', 'A', '1:A', ':', 'A\n', ...texts];
    const prefixes = names.map((name) => (name === undefined ? ':' : `${name.length}:${name}`));
    const parts = fc.constantFrom(...texts, ...prefixes);
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.array(parts, { minLength: 1, maxLength: 3 }),
        (name, pieces) => {
          const text = pieces.join('');
          try {
            const found = operations.find(text, name);
            expect(found.text).toBe(text);
            if (name !== undefined) expect(found.definition.name?.value).toBe(name);
          } catch (error) {
            if (!(error instanceof Error) || error.name === 'AssertionError') throw error;
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('that does not fit the schema is refused in the same words each time', () => {
    const operations = withBudget(1_000_000);
    const refusals = [1, 2].map(() => {
      try {
        return operations.find('{ me { nmae } }', undefined);
      } catch (error) {
        return error;
      }
    });
    const [first, second] = refusals;
    expect(second).toBe(first);
    expect(first instanceof InvalidOperationError && first.errors).toEqual([
      {
        message: 'Cannot query field "nmae" on type "Person". Did you mean "name"?',
        locations: [{ line: 1, column: 8 }],
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      },
    ]);
  });

  it('tells the place of a variable that does not fit', () => {
    const { executable } = withBudget(1_000_000).find(
      'query ($id: ID!) { person(id: $id) { name } }',
      undefined,
    );
    expect(executable.checkVariables({})?.[0]?.locations).toEqual([{ line: 1, column: 8 }]);
  });

  it('that is used stays, however many others come', async () => {
    const operations = withBudget(1_000_000);
    const first = operations.find('{ me { id } }', undefined);
    for (let count = 0; count < 60; count += 1) {
      await request(operations, `{ me { n${count}: name } }`);
      expect(operations.find('{ me { id } }', undefined)).toBe(first);
      expect(operations.bytes).toBeLessThanOrEqual(1_000_000);
    }
    expect(operations.size).toBeLessThan(60);
  });
});

const isFunction = (value: unknown): value is () => void => typeof value === 'function';

describe('the memory of operations', () => {
  v8.setFlagsFromString('--expose-gc');
  const collect: unknown = vm.runInNewContext('gc');
  const heap = (): number => {
    if (isFunction(collect)) for (let time = 0; time < 3; time += 1) collect();
    return process.memoryUsage().heapUsed;
  };
  const fields = (depth: number): fc.Arbitrary<string> =>
    fc
      .array(fc.constantFrom('id', 'name', 'postCount', 'nested', 'skipped', 'text'), {
        minLength: 1,
        maxLength: depth > 2 ? 4 : 60,
      })
      .chain((names) =>
        fc.tuple(
          ...names.map((name, index) => {
            const key = `k${depth}_${index}`;
            if (name === 'nested' && depth < 4)
              return fields(depth + 1).map(
                (inner) => `${key}: friends(first: 1) { nodes { ${inner} } }`,
              );
            if (name === 'skipped') return fc.constant(`${key}: name @skip(if: $skip)`);
            if (name === 'text') return fc.constant(`# ${'x'.repeat(depth * 300)}\n${key}: id`);
            return fc.constant(`${key}: ${name === 'nested' ? 'id' : name}`);
          }),
        ),
      )
      .map((selections) => selections.join(' '));

  /** @returns how many were within the limits */
  async function requestAll(operations: Operations, texts: readonly string[]): Promise<number> {
    let made = 0;
    for (const text of texts) {
      try {
        await request(operations, text);
        await request(operations, text, { skip: true });
        made += 1;
      } catch (error) {
        expect(error).toBeInstanceOf(LimitExceededError);
      }
    }
    return made;
  }

  it.each(['small', 'large'])(
    'stays within its budget for %s operations of all kinds',
    async (sizes) => {
      const budget = 3_000_000;
      const operations = withBudget(budget);
      const arbitrary = fields(sizes === 'small' ? 4 : 1);
      const samples = fc.sample(arbitrary, { numRuns: sizes === 'small' ? 200 : 80, seed: 7 });
      const texts = samples.map(
        (selections, index) =>
          `query Q${index}($skip: Boolean! = false) { me { ${selections} again: name @skip(if: $skip) } }`,
      );
      // What is made once for all of them is there before anything is measured.
      await requestAll(withBudget(budget), texts);
      const before = heap();
      const made = await requestAll(operations, texts);
      const grown = heap() - before;
      expect(made).toBeGreaterThan(operations.size);
      expect(operations.bytes).toBeLessThanOrEqual(budget);
      expect(grown).toBeLessThan(budget * 1.25);
      // An estimate far above the truth would keep less than it may.
      expect(grown).toBeGreaterThan(budget * 0.3);
    },
    60_000,
  );
});
