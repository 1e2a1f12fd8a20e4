import { byKey } from '@customer-graph/subgraph';
import type { Database, Transaction } from './database.ts';

/** A privacy request that this module has to carry out. */
export interface PrivacyTask {
  readonly id: string;
  readonly storeId: string;
  readonly kind: 'EXPORT' | 'ERASURE';
  /** The request to respond to; null where nobody waits for a response. */
  readonly requestId: string | null;
  /** Null for a guest, who is known by e-mail addresses alone. */
  readonly customerId: string | null;
  readonly requestedAt: Date;
  /** Whether the orders of an erasure have been found. */
  readonly covered: boolean;
}

/** How long a worker that shows no sign of life keeps others from its task. */
const lease = '30 seconds';
const maxBackoffSeconds = 300;

/** Adds a task, or lets one start anew that has been there before: a repeated event asks for a response again. */
export async function putTask(
  tx: Transaction,
  { id, storeId, kind, requestId, customerId, requestedAt }: Omit<PrivacyTask, 'covered'>,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO privacy_tasks (id, store_id, kind, request_id, customer_id, requested_at)
    VALUES (${id}::uuid, ${storeId}, ${kind}, ${requestId}::uuid, ${customerId}::uuid, ${requestedAt})
    ON CONFLICT (store_id, id) DO UPDATE SET due_at = now(), attempts = 0, covered_at = NULL, done_at = NULL, held_for = NULL`;
}

/** Lets erasures of a customer that are being carried out look for orders once more. @returns whether there are any */
export async function extendErasures(
  tx: Transaction,
  storeId: string,
  customerId: string,
): Promise<boolean> {
  const extended = await tx.$executeRaw`
    UPDATE privacy_tasks SET due_at = now(), covered_at = NULL
    WHERE store_id = ${storeId} AND customer_id = ${customerId}::uuid AND kind = 'ERASURE' AND done_at IS NULL`;
  return extended > 0;
}

/** Takes a task that is due; null when none is. Several instances may do so at once. */
export async function claimTask({ query }: Database): Promise<PrivacyTask | null> {
  const [task] = await query<PrivacyTask & Record<string, unknown>>(
    'claim-privacy-task',
    `/* across stores: due privacy tasks */
     UPDATE privacy_tasks SET attempts = attempts + 1, due_at = now() + INTERVAL '${lease}'
     WHERE (store_id, id) = (SELECT store_id, id FROM privacy_tasks WHERE done_at IS NULL AND due_at <= now()
                 ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING id, store_id AS "storeId", kind, request_id AS "requestId", customer_id AS "customerId",
       requested_at AS "requestedAt", covered_at IS NOT NULL AS covered`,
    [],
  );
  return task ?? null;
}

/** Keeps a task that is being worked on from others. */
export async function renewTask(tx: Transaction, { id, storeId }: PrivacyTask): Promise<void> {
  await tx.$executeRaw`
    UPDATE privacy_tasks SET due_at = now() + ${lease}::interval
    WHERE store_id = ${storeId} AND id = ${id}::uuid AND done_at IS NULL`;
}

/** Leaves a task that could not be finished to a later attempt, the later the more there have been. */
export async function postponeTask(
  { query }: Database,
  { id, storeId }: PrivacyTask,
): Promise<void> {
  await query(
    'postpone-privacy-task',
    `UPDATE privacy_tasks SET due_at = now() + least(power(2, least(attempts, 20)), ${maxBackoffSeconds}) * INTERVAL '1 second'
     WHERE store_id = $1 AND id = $2 AND done_at IS NULL`,
    [storeId, id],
  );
}

/** Leaves a task to whoever comes next, at once. */
export async function releaseTask(
  { query }: Database,
  { id, storeId }: PrivacyTask,
): Promise<void> {
  await query(
    'release-privacy-task',
    'UPDATE privacy_tasks SET due_at = now(), attempts = 0 WHERE store_id = $1 AND id = $2 AND done_at IS NULL',
    [storeId, id],
  );
}

/** Where a locked task stands. */
export interface TaskState {
  readonly covered: boolean;
  readonly redacted: number;
  readonly heldFor: string | null;
}

/** Locks a task for the rest of the transaction; null when another worker has finished it. */
export async function lockTask(
  tx: Transaction,
  { id, storeId }: PrivacyTask,
): Promise<TaskState | null> {
  const [state] = await tx.$queryRaw<TaskState[]>`
    SELECT covered_at IS NOT NULL AS covered, redacted, held_for AS "heldFor" FROM privacy_tasks
    WHERE store_id = ${storeId} AND id = ${id}::uuid AND done_at IS NULL FOR UPDATE`;
  return state ?? null;
}

export async function finishTask(tx: Transaction, { id, storeId }: PrivacyTask): Promise<void> {
  await tx.privacyTask.update({
    where: byKey({ storeId, id }),
    data: { doneAt: new Date(), heldFor: null },
  });
}

/** Looks at a held task again after a while. */
export async function holdTask(
  tx: Transaction,
  { id, storeId }: PrivacyTask,
  heldFor: string,
  dueAt: Date,
): Promise<void> {
  await tx.privacyTask.update({
    where: byKey({ storeId, id }),
    data: { heldFor, dueAt, attempts: 0 },
  });
}
