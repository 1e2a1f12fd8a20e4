import { readContactEmails, writeReceipt } from '@customer-graph/customer-references';
import { selectOrderIds } from '../db/covered-orders.ts';
import { finishTask, lockTask, renewTask, type PrivacyTask } from '../db/privacy-tasks.ts';
import { readWholeOrders } from '../db/whole-orders.ts';
import { orderDocument } from './customer-document.ts';
import { countOf } from './order.ts';
import type { PrivacyWork } from './privacy-dependencies.ts';

const batch = 200;

/** Collects the orders of a person, those placed as a guest with a verified address included. */
export async function exportOrders(
  { db, customers }: PrivacyWork,
  task: PrivacyTask,
  signal: AbortSignal,
): Promise<void> {
  const { storeId, requestId, customerId } = task;
  if (requestId === null) throw new Error('an export without a request');
  const emails = await readContactEmails(customers, storeId, requestId);
  const ids = await db.prisma.$transaction((tx) => selectOrderIds(tx, task, emails));
  const orders: ReturnType<typeof orderDocument>[] = [];
  for (let start = 0; start < ids.length && !signal.aborted; start += batch) {
    const some = await db.prisma.$transaction(async (tx) => {
      await renewTask(tx, task);
      return readWholeOrders(tx, storeId, ids.slice(start, start + batch));
    });
    orders.push(...some.map((order) => orderDocument(order, `customer:${customerId}`)));
  }
  if (signal.aborted) return;
  await db.prisma.$transaction(async (tx) => {
    if (!(await lockTask(tx, task))) return;
    await finishTask(tx, task);
    await writeReceipt(tx, {
      requestId,
      storeId,
      detail: countOf(ids.length),
      document: { orders },
    });
  });
}
