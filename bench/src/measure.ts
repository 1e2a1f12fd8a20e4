import type { LoadGenerator } from './load/generator.ts';
import type { Measurement } from './load/job.ts';
import type { OperationName } from './operations.ts';
import type { Variant } from './variants.ts';

export interface Plan {
  readonly rounds: number;
  /** Milliseconds of each measurement. */
  readonly duration: number;
  /** Milliseconds of warming up, once for each variant and operation. */
  readonly warmup: number;
  readonly warmupRequests: number;
  readonly connections: number;
  readonly authorization: string;
  readonly bodies: Readonly<Record<OperationName, readonly string[]>>;
}

/** The rounds of each variant, in order, by operation. */
export type Rounds = Record<OperationName, Map<string, Measurement[]>>;

// Between two variants: what the one before left behind must not be on the next one's bill.
const settling = 300;

/** Measures variants in turns: each round visits all of them, in an order that turns round. */
export async function measure(
  generator: LoadGenerator,
  variants: readonly Variant[],
  plan: Plan,
): Promise<Rounds> {
  const operations: OperationName[] = ['L', 'S'];
  const rounds: Rounds = { L: new Map(), S: new Map() };
  const once = (
    variant: Variant,
    operation: OperationName,
    warmup: number,
    warmupRequests: number,
    duration: number,
  ) =>
    generator.run({
      url: variant.url,
      headers: { authorization: plan.authorization },
      bodies: plan.bodies[operation],
      connections: plan.connections,
      pids: variant.pids,
      warmup,
      warmupRequests,
      duration,
    });
  for (const operation of operations)
    for (const variant of variants)
      await once(variant, operation, plan.warmup, plan.warmupRequests, 1);
  for (let round = 0; round < plan.rounds; round += 1) {
    const order = round % 2 === 0 ? variants : variants.toReversed();
    for (const operation of operations) {
      for (const variant of order) {
        const known = rounds[operation].get(variant.name) ?? [];
        rounds[operation].set(variant.name, known);
        known.push(await once(variant, operation, settling, 0, plan.duration));
      }
    }
  }
  return rounds;
}
