import { describe, expect, it } from 'vitest';
import type { CompiledOperation, SubgraphResponse } from '../src/index.ts';
import { compareExecutors, Sightings } from './differential/differ.ts';
import { loadFederation } from './supergraphs.ts';

const runs = Number(process.env['PLAN_EXECUTOR_RUNS'] ?? 300);
const seed = Number(process.env['PLAN_EXECUTOR_SEED'] ?? Date.now() % 2 ** 31);
const timeLimitMs = Math.max(4_500, runs * 15);

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

/** Plan nodes and rewrites that each federation is there for. */
const federations: Record<string, readonly string[]> = {
  catalog: ['requires', 'Sequence', 'Parallel', 'Condition', 'no data'],
  commerce: ['requires', 'Parallel', 'errors'],
  grid: ['requires', 'Flatten', 'rejected'],
  hidden: ['requires', 'valueCompletion'],
  media: ['requires', 'ValueSetter'],
  rename: ['requires', 'KeyRenamer', 'null data'],
};

/** On a busy machine the time limit may leave too few operations to have met the rarer nodes. */
function isMany(counts: ReadonlyMap<string, number>): boolean {
  return (counts.get('planned') ?? 0) >= 200;
}

describe(`a compiled operation (data seed ${seed})`, () => {
  it.each(Object.entries(federations))(
    'answers as Apollo does, whatever is asked and whatever fails: %s',
    async (name, required) => {
      const sightings = new Sightings();
      const federation = loadFederation(name);
      await compareExecutors({ federation, runs, seed, timeLimitMs, sightings });
      const { counts } = sightings;
      const wanted = ['clean data', 'entities', ...required];
      expect([...counts.keys()]).toEqual(
        expect.arrayContaining(isMany(counts) ? wanted : ['planned']),
      );
      expect(counts.get('compiled')).toBe(counts.get('planned'));
    },
    timeLimitMs * 4,
  );
});

describe('the comparison', () => {
  it.each(Object.entries(defects))(
    'finds an executor that %s',
    async (_defect, plant) => {
      const comparison = { runs: 5_000, seed, timeLimitMs: 20_000, sightings: new Sightings() };
      const federation = loadFederation('catalog');
      await expect(compareExecutors({ ...comparison, federation, plant })).rejects.toThrow(
        'Executors differ for',
      );
    },
    40_000,
  );
});
