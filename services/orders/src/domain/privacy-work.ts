import { claimTask, postponeTask, releaseTask, type PrivacyTask } from '../db/privacy-tasks.ts';
import { eraseOrders } from './erase-orders.ts';
import { exportOrders } from './export-orders.ts';
import type { PrivacyWork } from './privacy-dependencies.ts';

/**
 * Carries out all privacy requests that are due. Several instances may do so at once, and each may be killed at any time: every
 * step is a transaction that a repetition does not undo or do twice.
 */
export async function doPrivacyWork(work: PrivacyWork, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const task = await claimTask(work.db);
    if (!task) return;
    await doTask(work, task, signal);
  }
}

async function doTask(work: PrivacyWork, task: PrivacyTask, signal: AbortSignal): Promise<void> {
  const { db, log } = work;
  try {
    await (task.kind === 'ERASURE' ? eraseOrders : exportOrders)(work, task, signal);
    if (signal.aborted) await releaseTask(db, task);
  } catch (error) {
    // One that fails must not keep the others waiting.
    const reason = error instanceof Error ? error.message : String(error);
    log.warn({ task: task.id, kind: task.kind, reason }, 'privacy request not done yet');
    await postponeTask(db, task);
  }
}
