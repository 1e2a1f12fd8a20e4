import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ended, endOf, endProcess, startProgram } from '../../../infra/local/src/child.ts';
import { bundleOf } from '../../../infra/local/src/programs.ts';
import { percentile } from '../statistics.ts';
import { moduleEnvironment, type System } from '../system.ts';
import { fillStore } from './fill.ts';
import { watch } from './watch.ts';

/** The daily run of one store, and what it meant for whoever worked beside it. */
export interface DailyRun {
  readonly accounts: number;
  /** Accounts in which points became available or expired, or a hold lapsed. */
  readonly settled: number;
  /** Accounts whose tier changed. */
  readonly reviewed: number;
  readonly seconds: number;
  readonly accountsPerSecond: number;
  readonly accountsPerTransaction: number;
  /** Milliseconds that the longest transaction was seen to hold locks. */
  readonly longestTransaction: number;
  /** Milliseconds that locking an account took beside it. */
  readonly wait: { readonly p50: number; readonly p99: number; readonly max: number };
}

const application = 'daily run';

/** Lets the service's own command do the daily run of a store in which every account has something due. */
export async function measureDailyRun(system: System, accounts: number): Promise<DailyRun> {
  const storeId = `daily-${accounts}`;
  const databaseUrl = system.graph.databaseUrl('loyalty');
  // The first run opens the store: it makes the programme.
  await runSchedule(system, storeId);
  await fillStore(databaseUrl, storeId, accounts);
  let report: Report | undefined;
  const { waits, longest, transactions } = await watch(
    databaseUrl,
    { storeId, application },
    async () => {
      report = await runSchedule(system, storeId);
    },
  );
  const { settled = 0, reviewed = 0, tookMs = Number.NaN } = report ?? {};
  if (settled + reviewed !== accounts)
    throw new Error(`the daily run of ${accounts} accounts did ${JSON.stringify(report)}`);
  const seconds = tookMs / 1_000;
  return {
    ...{ accounts, settled, reviewed, seconds, accountsPerSecond: accounts / seconds },
    accountsPerTransaction: accounts / transactions,
    longestTransaction: longest,
    wait: { p50: percentile(waits, 0.5), p99: percentile(waits, 0.99), max: percentile(waits, 1) },
  };
}

interface Report {
  readonly settled: number;
  readonly reviewed: number;
  readonly tookMs: number;
}

async function runSchedule(system: System, storeId: string): Promise<Report> {
  const logFile = path.join(system.graph.dataDir, `${storeId}-${Date.now()}.log`);
  const child = await startProgram({
    script: bundleOf('loyalty'),
    args: ['run-schedule'],
    environment: {
      ...moduleEnvironment(system, 'loyalty'),
      STORES: JSON.stringify([{ id: storeId }]),
      PGAPPNAME: application,
    },
    logFile,
  });
  try {
    await ended(child);
  } finally {
    await endProcess(child, 5_000);
  }
  const output = (await readFile(logFile, 'utf8')).trim();
  if (child.exitCode !== 0) throw new Error(`the daily run ended with ${endOf(child)}: ${output}`);
  return JSON.parse(output.split('\n').at(-1) ?? '');
}
