import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { parse, validate } from 'graphql';
import type { CompiledOperation } from '../../src/index.ts';
import type { Federation } from '../supergraphs.ts';
import { Tape } from './entropy.ts';
import { prepare, runApollo, runCompiled, type Prepared } from './executors.ts';
import { OperationWriter } from './operation.ts';
import type { Outcome } from './outcome.ts';
import type { Weather } from './subgraphs.ts';

/** What the generated operations met, to prove that they reach what they are for. */
export class Sightings {
  readonly counts = new Map<string, number>();

  add(what: string, seen = true): void {
    if (seen) this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  addPlan({ queryPlan, compiled }: Prepared): void {
    const text = JSON.stringify(queryPlan);
    const kinds = ['Sequence', 'Parallel', 'Flatten', 'Condition', 'ValueSetter', 'KeyRenamer'];
    for (const kind of kinds) this.add(kind, text.includes(`"${kind}"`));
    this.add('requires', text.includes('"requires"'));
    this.add('planned');
    this.add('compiled', compiled.kind === 'compiled');
  }

  addOutcome(outcome: Outcome): void {
    this.add('compared');
    this.add('errors', outcome.errors !== undefined);
    this.add('valueCompletion', outcome.valueCompletion !== undefined);
    this.add('rejected', outcome.rejected);
    this.add('null data', outcome.data === 'null');
    this.add('no data', outcome.data === 'absent');
    const entities = outcome.sent.some(({ variables }) => 'representations' in variables);
    const clean = outcome.errors === undefined && outcome.valueCompletion === undefined;
    this.add('entities', clean && entities);
    this.add('clean data', outcome.errors === undefined && outcome.data.startsWith('{'));
  }
}

function weathers(seed: number): readonly Weather[] {
  return [
    { seed, spoilOneIn: 0, nullOdds: 1000 },
    { seed, spoilOneIn: 0, nullOdds: 5 },
    { seed, spoilOneIn: 3, nullOdds: 8 },
    { seed: seed + 1, spoilOneIn: 2, nullOdds: 300 },
  ];
}

function planned(federation: Federation, source: string): Prepared | undefined {
  try {
    return prepare(federation, parse(source));
  } catch (error) {
    // The planner's own limit, which keeps random operations from taking seconds.
    if (error instanceof Error && error.message.startsWith('Too many options')) return undefined;
    throw error;
  }
}

interface Comparison {
  readonly federation: Federation;
  readonly runs: number;
  readonly seed: number;
  readonly timeLimitMs: number;
  readonly sightings: Sightings;
  /** Puts a defect into the compiled operation. */
  readonly plant?: (compiled: CompiledOperation) => CompiledOperation;
}

/** Rejects with a shrunk operation for which the compiled executor and Apollo's differ. */
export async function compareExecutors(comparison: Comparison): Promise<void> {
  const { federation, sightings, plant } = comparison;
  const property = fc.asyncProperty(
    fc.noBias(fc.array(fc.nat(65_535), { minLength: 8, maxLength: 300, size: 'max' })),
    fc.nat(),
    async (choices, dataSeed) => {
      const { source, variables } = new OperationWriter(
        federation.graphqlSchema,
        new Tape(choices),
      ).write();
      const invalid = validate(federation.graphqlSchema, parse(source));
      if (invalid.length > 0) throw new Error(`Generated an invalid operation: ${source}`);
      const found = planned(federation, source);
      if (found === undefined) return sightings.add('not planned');
      sightings.addPlan(found);
      const { compiled } = found;
      const prepared =
        plant && compiled.kind === 'compiled' ? { ...found, compiled: plant(compiled) } : found;
      for (const weather of weathers(dataSeed)) {
        const expected = await runApollo(prepared, variables, weather);
        const actual = await runCompiled(prepared, variables, weather);
        sightings.addOutcome(expected);
        if (isDeepStrictEqual(actual, expected)) continue;
        const input = { variables, weather, expected, actual };
        throw new Error(`Executors differ for\n${source}\n${JSON.stringify(input, null, 2)}`);
      }
    },
  );
  await fc.assert(property, {
    numRuns: comparison.runs,
    seed: comparison.seed,
    includeErrorInReport: true,
    // A planted defect need not be shrunk.
    endOnFailure: plant !== undefined,
    interruptAfterTimeLimit: comparison.timeLimitMs,
  });
}
