import fc from 'fast-check';
import { compare, isExecutable, type Comparison, type TestOperation } from './compare.ts';
import type { World } from './data.ts';
import { Tape } from './entropy.ts';
import { CompositionError, TestFederation } from './federation.ts';
import { GraphWriter } from './graph-writer.ts';
import { OperationWriter } from './operation-writer.ts';
import { shrinkGraph } from './shrink-graph.ts';

/** What a run has met. */
export class Tally {
  graphs = 0;
  operations = 0;
  /** Operations that the planner gives up, or that are refused in words. */
  refused = 0;
  entities = 0;
  failing = 0;
}

/** The graph of a seed; undefined when its subgraphs do not compose. */
export function generatedGraph(seed: number): TestFederation | undefined {
  try {
    return new TestFederation(new GraphWriter(seed).write());
  } catch (error) {
    if (error instanceof CompositionError) return undefined;
    throw error;
  }
}

function worlds(seed: number): readonly World[] {
  return [
    { seed, nullOdds: 1000, faultOdds: 0 },
    { seed: seed + 1, nullOdds: 4, faultOdds: 9 },
  ];
}

export interface GraphRun {
  readonly seed: number;
  readonly operations: number;
  readonly tally: Tally;
  /** How long a failure is made smaller. */
  readonly shrinkMs?: number;
}

const refusals =
  /Too many options|cannot be (executed here|selected in one mutation)|operations of their own/;

/** @throws with the smallest operation and graph found whose results differ, and both results */
export async function checkGraph(
  federation: TestFederation,
  { seed, operations, tally, shrinkMs = 10_000 }: GraphRun,
): Promise<void> {
  const names = responseKeys(federation);
  let shrinkUntil = Infinity;
  const property = fc.asyncProperty(
    fc.noBias(fc.array(fc.nat(65_535), { minLength: 8, maxLength: 240, size: 'max' })),
    fc.nat(1_000_000),
    async (choices, dataSeed) => {
      const operation = new OperationWriter(federation.schema, new Tape(choices), {
        names,
      }).write();
      if (!isExecutable(federation, operation)) return;
      if (performance.now() > shrinkUntil) return;
      tally.operations++;
      try {
        for (const world of worlds(dataSeed)) {
          const found = await difference(federation, operation, world, tally);
          if (found) throw new DifferenceError(operation, world, found.actual.messages);
        }
      } catch (error) {
        shrinkUntil = Math.min(shrinkUntil, performance.now() + shrinkMs);
        throw error;
      }
    },
  );
  const { errorInstance } = await fc.check(property, { numRuns: operations, seed });
  if (errorInstance instanceof DifferenceError)
    throw shrinkMs > 0 ? new Error(await report(federation, errorInstance)) : errorInstance;
  if (errorInstance !== null && errorInstance !== undefined)
    throw new Error(`Seed ${seed} cannot be compared`, { cause: errorInstance });
}

/** A difference that neither a refusal nor anything else explains. */
async function difference(
  federation: TestFederation,
  operation: TestOperation,
  world: World,
  tally: Tally,
): Promise<Omit<Comparison, 'sameResult'> | undefined> {
  const { sameResult, ...result } = await compare(federation, operation, world);
  if (result.expected.messages.length > 0) tally.failing++;
  if (JSON.stringify(result.plan).includes('_entities')) tally.entities++;
  if (sameResult) return undefined;
  if (!result.actual.messages.some((message) => refusals.test(message))) return result;
  tally.refused++;
  return undefined;
}

class DifferenceError extends Error {
  readonly operation: TestOperation;
  readonly world: World;

  constructor(operation: TestOperation, world: World, messages: readonly string[]) {
    super([`Results differ for`, operation.source, ...messages].join('\n'));
    this.operation = operation;
    this.world = world;
  }
}

/** What a person needs in order to mend it: the smallest graph and both results. */
async function report(federation: TestFederation, error: DifferenceError): Promise<string> {
  const { operation, world } = error;
  const differs = async (candidate: TestFederation) =>
    isExecutable(candidate, operation) &&
    (await difference(candidate, operation, world, new Tally())) !== undefined;
  const smallest = await shrinkGraph(federation, differs);
  const result = await difference(smallest, operation, world, new Tally());
  const sdl = smallest.sources.map(({ name, sdl: text }) => `# ${name}\n${text}`).join('\n');
  return `${error.message}\n${JSON.stringify({ variables: operation.variables, world, ...result }, null, 1)}\n${sdl}`;
}

/** Names that aliases take: those of the graph's own fields above all. */
function responseKeys(federation: TestFederation): readonly string[] {
  const names = [...federation.graph.requirements.names];
  return [...names, ...names, '__typename', 'other'];
}
