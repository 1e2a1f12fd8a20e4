import { describe, expect, it } from 'vitest';
import type { CompiledOperation, SubgraphResponse } from '../src/index.ts';
import { compareExecutors, Sightings } from './differential/differ.ts';
import { federationNames, loadFederation } from './supergraphs.ts';

const runs = Number(process.env['PLAN_EXECUTOR_RUNS'] ?? 300);
const seed = Number(process.env['PLAN_EXECUTOR_SEED'] ?? Date.now() % 2 ** 31);
const timeLimitMs = Math.max(5_500, runs * 20);
const sightings = new Sightings();

function isEntityList(data: unknown): data is { _entities: unknown[] } {
  return (
    typeof data === 'object' &&
    data !== null &&
    '_entities' in data &&
    Array.isArray(data._entities)
  );
}

function reversed(response: SubgraphResponse): SubgraphResponse {
  const { data } = response;
  return isEntityList(data)
    ? { ...response, data: { _entities: data._entities.reverse() } }
    : response;
}

/** Defects of the kinds that such an executor could have. */
const defects: Record<string, (compiled: CompiledOperation) => CompiledOperation> = {
  'pairs entities with the wrong objects': (compiled) => ({
    ...compiled,
    execute: ({ variables, fetch }) =>
      compiled.execute({ variables, fetch: async (request) => reversed(await fetch(request)) }),
  }),
  'loses one of several errors': (compiled) => ({
    ...compiled,
    async execute(input) {
      const result = await compiled.execute(input);
      return result.errors && result.errors.length > 1
        ? { ...result, errors: result.errors.slice(1) }
        : result;
    },
  }),
  'forgets the variables': (compiled) => ({
    ...compiled,
    execute: ({ fetch }) => compiled.execute({ fetch }),
  }),
};

describe(`compiled operations, seed ${seed}`, () => {
  it.each(federationNames)(
    'answer as Apollo does over random operations and faults: %s',
    async (name) => {
      const federation = loadFederation(name);
      await compareExecutors({ federation, runs, seed, timeLimitMs, sightings });
    },
    timeLimitMs * 4,
  );

  it('have met every kind of plan node and of outcome', () => {
    const { counts } = sightings;
    expect(counts.get('compiled')).toBeGreaterThan(federationNames.length * 20);
    const required = ['Sequence', 'Parallel', 'Flatten', 'Condition', 'ValueSetter', 'KeyRenamer'];
    const outcomes = [
      'errors',
      'valueCompletion',
      'rejected',
      'null data',
      'no data',
      'clean data',
    ];
    expect([...counts.keys()]).toEqual(expect.arrayContaining([...required, ...outcomes]));
  });
});

describe('the comparison', () => {
  it.each(Object.entries(defects))(
    'finds an executor that %s',
    async (_defect, plant) => {
      const comparison = { runs: 1_000, seed, timeLimitMs: 8_000, sightings: new Sightings() };
      const federation = loadFederation('catalog');
      await expect(compareExecutors({ ...comparison, federation, plant })).rejects.toThrow(
        'Executors differ for',
      );
    },
    40_000,
  );
});
