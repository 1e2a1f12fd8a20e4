import fc from 'fast-check';
import { compare, isExecutable, type TestOperation } from './compare.ts';
import type { World } from './data.ts';
import { Tape } from './entropy.ts';
import { CompositionError, TestFederation } from './federation.ts';
import { GraphWriter } from './graph-writer.ts';
import { OperationWriter } from './operation-writer.ts';

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

/** How long a failure is made smaller. */
const maxShrinkMs = 10_000;

const refusals =
  /Too many options|cannot be (executed here|selected in one mutation)|operations of their own/;

/** @throws with a shrunk operation whose results differ, the graph and both results */
export async function checkGraph(
  federation: TestFederation,
  { seed, operations, tally }: { seed: number; operations: number; tally: Tally },
): Promise<void> {
  const names = responseKeys(federation);
  let shrinkUntil = Infinity;
  const property = fc.asyncProperty(
    fc.noBias(fc.array(fc.nat(65_535), { minLength: 8, maxLength: 240, size: 'max' })),
    fc.nat(1_000_000),
    async (choices, dataSeed) => {
      const operation = new OperationWriter(federation.schema, new Tape(choices), names).write();
      if (!isExecutable(federation, operation)) return;
      if (performance.now() > shrinkUntil) return;
      tally.operations++;
      try {
        for (const world of worlds(dataSeed))
          await checkOperation(federation, operation, world, tally);
      } catch (error) {
        shrinkUntil = Math.min(shrinkUntil, performance.now() + maxShrinkMs);
        throw error;
      }
    },
  );
  await fc.assert(property, { numRuns: operations, seed, includeErrorInReport: true });
}

async function checkOperation(
  federation: TestFederation,
  operation: TestOperation,
  world: World,
  tally: Tally,
): Promise<void> {
  const { sameResult, ...result } = await compare(federation, operation, world);
  if (result.expected.messages.length > 0) tally.failing++;
  if (JSON.stringify(result.plan).includes('_entities')) tally.entities++;
  if (sameResult) return;
  if (result.actual.messages.some((message) => refusals.test(message))) {
    tally.refused++;
    return;
  }
  const sdl = federation.sources.map(({ name, sdl: text }) => `# ${name}\n${text}`).join('\n');
  throw new Error(
    `Results differ for\n${operation.source}\n${JSON.stringify({ variables: operation.variables, world, ...result }, null, 1)}\n${sdl}`,
  );
}

/** Names that aliases take: those of the graph's own fields above all. */
function responseKeys(federation: TestFederation): readonly string[] {
  const names = [...federation.graph.requirements.names];
  return [...names, ...names, '__typename', 'other'];
}
