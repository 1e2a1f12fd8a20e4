import { findProgram } from '../db/programs.ts';
import { finishRun, isRunFinished } from '../db/schedule.ts';
import { dayOf } from './days.ts';
import type { Module } from './module.ts';
import { reviewTiers } from './review-tiers.ts';
import { settleDue } from './settle-due.ts';

export interface DayReport {
  readonly storeId: string;
  readonly day: string;
  /** Accounts in which something fell due. */
  readonly settled: number;
  /** Accounts whose tier, or its standing, changed in the review. */
  readonly reviewed: number;
  /** Milliseconds. */
  readonly tookMs: number;
}

const lockOf = (storeId: string) => `loyalty schedule of ${storeId}`;

/**
 * The whole daily run of a store as of a moment. A run that is aborted, or fails, has to be repeated.
 * @returns undefined when another process is at it
 */
export const runDay = (
  module: Module,
  storeId: string,
  now: Date,
  signal?: AbortSignal,
): Promise<DayReport | undefined> =>
  module.db.exclusively(lockOf(storeId), (lost) =>
    wholeRun(module, storeId, now, signal ? AbortSignal.any([signal, lost]) : lost),
  );

async function wholeRun(
  module: Module,
  storeId: string,
  now: Date,
  signal: AbortSignal,
): Promise<DayReport> {
  const startedAt = performance.now();
  const program = await findProgram(module.db.prisma, storeId);
  const settled = await settleDue(module, program, now, signal);
  const reviewed = await reviewTiers(module, program, now, signal);
  const day = dayOf(now, program.timeZone);
  await finishRun(module.db, storeId, day);
  return { storeId, day, settled, reviewed, tookMs: Math.round(performance.now() - startedAt) };
}

/** What the service does every minute: the daily run once a day, and in between only what has fallen due. */
export const runDue = (
  module: Module,
  storeId: string,
  signal: AbortSignal,
): Promise<DayReport | undefined> =>
  module.db.exclusively(lockOf(storeId), async (lost) => {
    const until = AbortSignal.any([signal, lost]);
    const now = module.clock();
    const program = await findProgram(module.db.prisma, storeId);
    if (!(await isRunFinished(module.db, storeId, dayOf(now, program.timeZone))))
      return wholeRun(module, storeId, now, until);
    await settleDue(module, program, now, until);
    return undefined;
  });
