import { GraphQLError, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createCompilingExecutor } from '../src/index.ts';
import { loadFixture } from './oracle/fixture.ts';

const { graph } = loadFixture('rename');

const request = (source: string, variables?: Record<string, unknown>, operationName?: string) => ({
  queryHash: source,
  document: parse(source),
  request: { variables, operationName },
});

function createExecutor(bounds: { maxOperations?: number; maxFields?: number } = {}) {
  return createCompilingExecutor({
    graph,
    ...bounds,
    fetch: async () => ({ data: { owner: { name: 'Ann' } } }),
  });
}

describe('createCompilingExecutor', () => {
  it('executes an operation and plans it once', async () => {
    const executor = createExecutor();
    const context = request('{ owner { name } }');
    expect(await executor.execute(context)).toEqual({ data: { owner: { name: 'Ann' } } });
    expect(executor.prepare(request('{ owner { name } }'))).toBe(executor.prepare(context));
    expect(executor.size).toBe(1);
  });

  it('tells the operations of one document apart', async () => {
    const executor = createExecutor();
    const source = 'query A { owner { name } } query B { owner { alias: name } }';
    expect(await executor.execute(request(source, {}, 'A'))).toEqual({
      data: { owner: { name: 'Ann' } },
    });
    expect(await executor.execute(request(source, {}, 'B'))).toEqual({
      data: { owner: { alias: null } },
    });
  });

  it('rejects an operation name that the document lacks', async () => {
    const unknown = createExecutor().execute(request('{ owner { name } }', {}, 'Nope'));
    await expect(unknown).rejects.toBeInstanceOf(GraphQLError);
  });

  it('answers variables of the wrong type with an error and no request', async () => {
    const source = 'query($skip: Boolean!) { owner { name @skip(if: $skip) } }';
    const result = await createExecutor().execute(request(source, { skip: 'yes' }));
    expect(result.errors?.map(({ message }) => message)).toEqual([
      'Variable "$skip" got invalid value "yes"; Boolean cannot represent a non boolean value: "yes"',
    ]);
    expect('data' in result).toBe(false);
  });

  it('keeps a bounded number of operations, however many come', async () => {
    const executor = createExecutor({ maxOperations: 100 });
    const popular = request('{ owner { name } }');
    const first = executor.prepare(popular);
    for (let i = 0; i < 1_000; i++) {
      await executor.execute(request(`{ owner { k${i}: name } }`));
      if (i % 50 === 0) expect(executor.prepare(popular)).toBe(first);
    }
    expect(executor.size).toBe(100);
  }, 120_000);

  it('keeps fewer of them when they are large', () => {
    const executor = createExecutor({ maxFields: 1_000 });
    const aliases = Array.from({ length: 99 }, (_, index) => `k${index}: name`).join(' ');
    for (let i = 0; i < 50; i++) executor.prepare(request(`query Q${i} { owner { ${aliases} } }`));
    expect(executor.size).toBe(10);
  });
});
