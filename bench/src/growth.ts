import type { LoadGenerator } from './load/generator.ts';
import type { Measurement } from './load/job.ts';
import type { OperationName } from './operations.ts';
import type { Variant } from './variants.ts';

/** One measurement of a series in which one number grows. */
export interface Point {
  readonly x: number;
  readonly variant: string;
  readonly operation: OperationName;
  readonly measured: Measurement;
}

export interface Series {
  readonly generator: LoadGenerator;
  readonly authorization: string;
  readonly warmup: number;
  readonly warmupRequests: number;
  readonly duration: number;
}

/** Measures variants once at one value of what grows. */
export async function measurePoint(
  { generator, authorization, ...times }: Series,
  variants: readonly Variant[],
  at: { x: number; operation: OperationName; bodies: readonly string[]; connections: number },
): Promise<Point[]> {
  const { x, operation, bodies, connections } = at;
  const points: Point[] = [];
  for (const { name, url, pids } of variants) {
    const headers = { authorization };
    const job = { url, headers, bodies, connections, pids, ...times };
    points.push({ x, variant: name, operation, measured: await generator.run(job) });
  }
  return points;
}
