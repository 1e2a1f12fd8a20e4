import os from 'node:os';
import process from 'node:process';
import { parseArgs } from 'node:util';

export interface Options {
  /** Under 90 seconds, to see that all works; its figures say little. */
  readonly quick: boolean;
  /** How the report names the machine. */
  readonly machine: string;
  /** Milliseconds of one measurement. */
  readonly duration: number;
  readonly warmup: number;
  /** Requests of one variant and operation before anything is counted: less, and its code is not compiled yet. */
  readonly warmupRequests: number;
  readonly rounds: number;
  readonly wholeRounds: number;
  /** Orders in the store, growing; the comparisons run at the last but those only grown for. */
  readonly orders: readonly number[];
  readonly pageSizes: readonly number[];
  readonly connections: readonly number[];
  /** Accounts of the stores whose daily run is timed. */
  readonly accounts: readonly number[];
}

export function readOptions(): Options {
  const { values } = parseArgs({
    args: process.argv.slice(2).filter((argument) => argument !== '--'),
    options: {
      quick: { type: 'boolean', default: false },
      million: { type: 'boolean', default: false },
      machine: { type: 'string' },
    },
  });
  const major = process.versions.node.split('.')[0] ?? '';
  const machine = values.machine ?? `${os.cpus().length}-core machine, Node ${major}`;
  if (values.quick)
    return {
      quick: true,
      machine,
      duration: 800,
      warmup: 800,
      warmupRequests: 200,
      rounds: 2,
      wholeRounds: 2,
      orders: [1_000, 10_000],
      pageSizes: [1, 100],
      connections: [1, 64],
      accounts: [1_000],
    };
  return {
    quick: false,
    machine,
    duration: 2_500,
    warmup: 4_000,
    warmupRequests: 3_000,
    rounds: 5,
    wholeRounds: 5,
    orders: [1_000, 10_000, 100_000, ...(values.million ? [1_000_000] : [])],
    pageSizes: [1, 5, 20, 50, 100],
    connections: [1, 4, 16, 64],
    accounts: [1_000, 10_000, ...(values.million ? [100_000] : [])],
  };
}
