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
export function runDay(
  module: Module,
  storeId: string,
  now: Date,
  signal?: AbortSignal,
): Promise<DayReport | undefined> {
  return module.db.exclusively(lockOf(storeId), async () => {
    const startedAt = performance.now();
    const program = await findProgram(module.db.prisma, storeId);
    const settled = await settleDue(module, program, now, signal);
    const reviewed = await reviewTiers(module, program, now, signal);
    const day = dayOf(now, program.timeZone);
    await finishRun(module.db, storeId, day);
    return { storeId, day, settled, reviewed, tookMs: Math.round(performance.now() - startedAt) };
  });
}

/** What the service does every minute: the daily run once a day, and in between only what has fallen due. */
export async function runDue(
  module: Module,
  storeId: string,
  signal: AbortSignal,
): Promise<DayReport | undefined> {
  const now = module.clock();
  const program = await findProgram(module.db.prisma, storeId);
  const day = dayOf(now, program.timeZone);
  if (!(await isRunFinished(module.db, storeId, day))) return runDay(module, storeId, now, signal);
  await module.db.exclusively(lockOf(storeId), () => settleDue(module, program, now, signal));
  return undefined;
}
