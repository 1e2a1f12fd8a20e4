import { byKey } from '@customer-graph/subgraph';
import { Prisma } from '../../generated/prisma/client.ts';
import type { Order } from '../domain/order.ts';
import type { Transaction } from './database.ts';
import type { PrivacyTask } from './privacy-tasks.ts';
import { redactOrders } from './redact-orders.ts';

/** Orders of a person: those of the customer, and those of guests with one of the addresses. */
const ordersOfPerson = (
  { storeId, customerId, requestedAt }: PrivacyTask,
  emails: readonly string[],
): Prisma.Sql => Prisma.sql`store_id = ${storeId} AND (
  customer_id = ${customerId}::uuid
  OR (customer_id IS NULL AND contact_email_normal = ANY (${emails}::text[]) AND placed_at <= ${requestedAt}))`;

/** As {@link inDelivery} has it. */
const inDelivery = Prisma.sql`(status IN ('PENDING', 'PROCESSING', 'SHIPPED')
  AND (paid_total > refunded_total OR total = 0 OR (paid_total = 0 AND status <> 'PENDING')))`;

/** Oldest first. */
export async function selectOrderIds(
  tx: Transaction,
  task: PrivacyTask,
  emails: readonly string[],
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM orders WHERE ${ordersOfPerson(task, emails)} ORDER BY placed_at, id`;
  return rows.map(({ id }) => id);
}

/** Finds the orders that an erasure is about. */
export async function coverOrders(
  tx: Transaction,
  task: PrivacyTask,
  emails: readonly string[],
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO covered_orders (store_id, task_id, order_id)
    SELECT store_id, ${task.id}::uuid, id FROM orders
    WHERE ${ordersOfPerson(task, emails)} AND redacted_at IS NULL
    ON CONFLICT DO NOTHING`;
}

/**
 * Waits for the orders that are being placed, and has new ones wait until the transaction ends: each takes its number from
 * this row.
 */
export async function awaitPlacements(tx: Transaction, storeId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM counters WHERE store_id = ${storeId} AND kind = 'order' FOR UPDATE`;
}

/** Whether guest orders are left whose address is stored as it was typed, by which they cannot be found. */
export async function hasTypedAddresses(tx: Transaction, storeId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM orders WHERE NOT search_key_current AND store_id = ${storeId} AND customer_id IS NULL
      AND contact_email IS NOT NULL LIMIT 1`;
  return rows.length > 0;
}

export async function markCovered(tx: Transaction, { id, storeId }: PrivacyTask): Promise<void> {
  await tx.privacyTask.update({ where: byKey({ storeId, id }), data: { coveredAt: new Date() } });
}

const batch = 500;

/** Redacts some of the orders of an erasure that nobody is to deliver. @returns how many; 0 when none are left */
export async function redactSome(
  tx: Transaction,
  { id: taskId, storeId }: PrivacyTask,
): Promise<number> {
  const rows = await tx.$queryRaw<{ id: string; redacted: boolean }[]>`
    SELECT orders.id, redacted_at IS NOT NULL AS redacted FROM covered_orders AS covered
      JOIN orders ON orders.store_id = covered.store_id AND orders.id = covered.order_id
    WHERE covered.store_id = ${storeId} AND task_id = ${taskId}::uuid AND NOT ${inDelivery}
    ORDER BY orders.id LIMIT ${batch} FOR UPDATE OF orders`;
  const ids = rows.map(({ id }) => id);
  // Another erasure may cover an order, too, and have redacted it.
  const fresh = rows.filter(({ redacted }) => !redacted).map(({ id }) => id);
  if (fresh.length > 0) await redactOrders(tx, storeId, fresh);
  await tx.$executeRaw`
    WITH gone AS (
      DELETE FROM covered_orders WHERE store_id = ${storeId} AND order_id = ANY (${ids}::uuid[]) RETURNING task_id
    ), counts AS (SELECT task_id, count(*)::int AS count FROM gone GROUP BY task_id)
    UPDATE privacy_tasks SET redacted = redacted + count FROM counts WHERE store_id = ${storeId} AND id = task_id`;
  return ids.length;
}

/** What an erasure waits for. */
export interface OrdersLeft {
  /** Numbers of orders that are to be delivered, oldest first, some of them where there are many. */
  readonly held: string[];
  readonly heldCount: number;
  /** How many can be redacted now. */
  readonly ready: number;
}

const named = 10;

export async function findOrdersLeft(
  tx: Transaction,
  { id: taskId, storeId }: PrivacyTask,
): Promise<OrdersLeft> {
  const [left] = await tx.$queryRaw<OrdersLeft[]>`
    SELECT coalesce((array_agg(order_number ORDER BY sequence) FILTER (WHERE ${inDelivery}))[1:${named}::int], '{}') AS held,
      (count(*) FILTER (WHERE ${inDelivery}))::int AS "heldCount", (count(*) FILTER (WHERE NOT ${inDelivery}))::int AS ready
    FROM covered_orders AS covered
      JOIN orders ON orders.store_id = covered.store_id AND orders.id = covered.order_id
    WHERE covered.store_id = ${storeId} AND task_id = ${taskId}::uuid`;
  return left ?? { held: [], heldCount: 0, ready: 0 };
}

/** Has erasures looked at now that have waited for an order. */
export async function wakeErasures(
  tx: Transaction,
  { id: orderId, storeId }: Pick<Order, 'id' | 'storeId'>,
): Promise<void> {
  // Locked in one order, so that two orders that end at once do not wait for each other.
  await tx.$executeRaw`
    UPDATE privacy_tasks SET due_at = now() WHERE store_id = ${storeId} AND id IN (
      SELECT id FROM privacy_tasks WHERE store_id = ${storeId} AND done_at IS NULL AND id IN (
        SELECT task_id FROM covered_orders WHERE store_id = ${storeId} AND order_id = ${orderId}::uuid)
      ORDER BY id FOR UPDATE)`;
}
