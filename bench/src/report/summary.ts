import type { Rounds } from '../measure.ts';
import type { OperationName } from '../operations.ts';
import { median, pairedRatio, type Ratio } from '../statistics.ts';

/** What the rounds of one variant say. */
export interface Row {
  readonly name: string;
  readonly operation: OperationName;
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly cpu: number;
  readonly memory: number;
  /** CPU per request of each process, by what it is. */
  readonly cpuOf: Readonly<Record<string, number>>;
  /** CPU per request compared with the baseline, paired by round. */
  readonly cpuRatio: Ratio;
  /** Requests per second compared with the baseline, paired by round. */
  readonly rateRatio: Ratio;
}

/** @param parts what the processes of a variant are */
export function summarise(rounds: Rounds, baseline: string, parts: readonly string[] = []): Row[] {
  const operations: OperationName[] = ['L', 'S'];
  return operations.flatMap((operation) => {
    const base = rounds[operation].get(baseline) ?? [];
    return [...rounds[operation]].map(([name, measured]): Row => {
      const middle = (pick: (one: (typeof measured)[number]) => number) =>
        median(measured.map(pick));
      const paired = (pick: (one: (typeof measured)[number]) => number) =>
        pairedRatio(measured.map(pick), base.map(pick));
      return {
        name,
        operation,
        requestsPerSecond: middle((one) => one.requestsPerSecond),
        p50: middle((one) => one.p50),
        p99: middle((one) => one.p99),
        cpu: middle((one) => one.cpu),
        memory: middle((one) => one.memory),
        cpuOf: Object.fromEntries(
          parts.map((part, index) => [part, middle((one) => one.cpuOf[index] ?? Number.NaN)]),
        ),
        cpuRatio: paired((one) => one.cpu),
        rateRatio: paired((one) => one.requestsPerSecond),
      };
    });
  });
}
