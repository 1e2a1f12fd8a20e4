import { readContactEmails, writeHold, writeReceipt } from '@customer-graph/customer-references';
import {
  awaitPlacements,
  coverOrders,
  findOrdersLeft,
  hasTypedAddresses,
  markCovered,
  redactSome,
  type OrdersLeft,
} from '../db/covered-orders.ts';
import { fillSearchKeys } from '../db/search-keys.ts';
import {
  finishTask,
  holdTask,
  lockTask,
  releaseTask,
  renewTask,
  type PrivacyTask,
} from '../db/privacy-tasks.ts';
import { countOf } from './order.ts';
import type { PrivacyWork } from './privacy-dependencies.ts';

/**
 * Redacts the orders of a person: first it is settled which they are, then those are redacted batch by batch, but for orders
 * that are being delivered, which hold the request back until they have ended.
 */
export async function eraseOrders(
  work: PrivacyWork,
  task: PrivacyTask,
  signal: AbortSignal,
): Promise<void> {
  if (!task.covered) await cover(work, task, signal);
  const redactNext = () =>
    work.db.following.$transaction(async (tx) => {
      await renewTask(tx, task);
      return redactSome(tx, task);
    });
  while (!signal.aborted && (await redactNext()) > 0);
  if (!signal.aborted) await conclude(work, task);
}

async function cover(
  { db, customers }: PrivacyWork,
  task: PrivacyTask,
  signal: AbortSignal,
): Promise<void> {
  const { storeId, requestId } = task;
  const emails = requestId === null ? [] : await readContactEmails(customers, storeId, requestId);
  if (emails.length > 0) await fillSearchKeys(db, signal);
  await db.following.$transaction((tx) => coverOrders(tx, task, emails));
  // Once more for the few that were being placed, so that nobody has to wait for long with an order.
  await db.following.$transaction(async (tx) => {
    if (emails.length > 0) {
      await awaitPlacements(tx, storeId);
      if (await hasTypedAddresses(tx, storeId))
        throw new Error('some addresses are not stored in their normal form yet');
    }
    await coverOrders(tx, task, emails);
    await markCovered(tx, task);
  });
}

async function conclude({ db, recheckHeld }: PrivacyWork, task: PrivacyTask): Promise<void> {
  const { storeId, requestId } = task;
  const settled = await db.prisma.$transaction(async (tx) => {
    const state = await lockTask(tx, task);
    if (!state) return true;
    const left = await findOrdersLeft(tx, task);
    // Something has changed since the last batch.
    if (!state.covered || left.ready > 0) return false;
    if (left.heldCount > 0) {
      const reason = reasonOf(left);
      await holdTask(tx, task, reason, new Date(Date.now() + recheckHeld));
      if (requestId !== null && reason !== state.heldFor)
        await writeHold(tx, { requestId, storeId, reason });
      return true;
    }
    await finishTask(tx, task);
    const detail = `${countOf(state.redacted)} redacted`;
    if (requestId !== null) await writeReceipt(tx, { requestId, storeId, detail });
    return true;
  });
  if (!settled) await releaseTask(db, task);
}

/** Such as "2 orders are being delivered: O-000001, O-000002." */
function reasonOf({ held, heldCount }: OrdersLeft): string {
  const unnamed = heldCount - held.length;
  const more = unnamed > 0 ? ` and ${unnamed} more` : '';
  return `${countOf(heldCount)} ${heldCount === 1 ? 'is' : 'are'} being delivered: ${held.join(', ')}${more}.`;
}
