import { byKey, type StoreKey } from '@customer-graph/subgraph';
import type { Database, Transaction } from './database.ts';

/** A module's part in a privacy request. */
export interface Receipt {
  readonly module: string;
  readonly doneAt: Date | null;
  /** Since when the module holds its part back, for the reason in detail. */
  readonly heldAt: Date | null;
  readonly detail: string | null;
}

/** The receipts of each request, in one statement. */
export async function findReceipts(
  { prisma }: Database,
  storeId: string,
  requestIds: readonly string[],
): Promise<Receipt[][]> {
  const rows = await prisma.moduleReceipt.findMany({
    where: { storeId, requestId: { in: [...requestIds] } },
    select: { requestId: true, module: true, doneAt: true, heldAt: true, detail: true },
  });
  return requestIds.map((id) => rows.filter(({ requestId }) => requestId === id));
}

/** Keeps a module's first answer to a locked request; a document only with an export that still has this module's own. */
export async function putReceipt(
  tx: Transaction,
  { storeId, id: requestId }: StoreKey,
  answer: { module: string; detail: string | null; document: string | null },
): Promise<void> {
  const { module, detail, document } = answer;
  await tx.$executeRaw`
    INSERT INTO privacy_request_receipts AS r (store_id, request_id, module, done_at, detail, document)
    SELECT store_id, id, ${module}, now(), ${detail}, CASE WHEN document IS NOT NULL THEN ${document} END
    FROM privacy_requests WHERE store_id = ${storeId} AND id = ${requestId}::uuid
    ON CONFLICT (store_id, request_id, module) DO UPDATE
    SET done_at = excluded.done_at, held_at = NULL, detail = excluded.detail, document = excluded.document
    WHERE r.done_at IS NULL`;
}

/** Keeps why a module holds its part of a locked request back, unless it has done it. */
export async function putHold(
  tx: Transaction,
  { storeId, id: requestId }: StoreKey,
  { module, reason }: { module: string; reason: string },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO privacy_request_receipts AS r (store_id, request_id, module, held_at, detail)
    VALUES (${storeId}, ${requestId}::uuid, ${module}, now(), ${reason})
    ON CONFLICT (store_id, request_id, module) DO UPDATE SET held_at = coalesce(r.held_at, excluded.held_at), detail = excluded.detail
    WHERE r.done_at IS NULL`;
}

/** A request that has just ended, and where its person hears of it. */
export interface EndedRequest {
  readonly storeId: string;
  readonly customerId: string | null;
  readonly kind: 'EXPORT' | 'ERASURE';
  readonly to: string | null;
  readonly language: string | null;
}

const endedAtOnce = 100;

/**
 * Ends running requests, one or as many as a transaction should, for which every awaited module has answered. Who is awaited is
 * what is configured now: a module that came to it after the request was made has data to answer for too.
 */
export function endAnswered(
  tx: Transaction,
  awaited: readonly string[],
  request: StoreKey | null = null,
): Promise<EndedRequest[]> {
  const { storeId, id } = request ?? { storeId: null, id: null };
  return tx.$queryRaw<EndedRequest[]>`
    /* across stores: requests to end */
    WITH ending AS (
      SELECT r.id, r.store_id AS "storeId", r.customer_id AS "customerId", r.kind::text AS kind,
        CASE r.kind WHEN 'ERASURE' THEN r.notice_email ELSE c.email END AS "to",
        CASE r.kind WHEN 'ERASURE' THEN r.notice_language ELSE c.preferred_language END AS language
      FROM privacy_requests r
      LEFT JOIN customers c ON c.id = r.customer_id AND c.store_id = r.store_id AND c.email_verified_at IS NOT NULL
      WHERE r.status = 'RUNNING'
        AND (${id}::uuid IS NULL OR (r.store_id = ${storeId}::text AND r.id = ${id}::uuid))
        AND NOT EXISTS (
          SELECT 1 FROM unnest(${[...awaited]}::text[]) AS a(module) WHERE NOT EXISTS (
            SELECT 1 FROM privacy_request_receipts p
            WHERE p.store_id = r.store_id AND p.request_id = r.id AND p.module = a.module AND p.done_at IS NOT NULL))
      ORDER BY r.created_at LIMIT ${endedAtOnce} FOR UPDATE OF r SKIP LOCKED)
    UPDATE privacy_requests r SET status = 'DONE', ended_at = now() FROM ending e
    WHERE r.store_id = e."storeId" AND r.id = e.id
    RETURNING e."storeId", e."customerId", e.kind, e."to", e.language`;
}

/** The parts of an export: this module's own, and those of modules that hold anything. */
export async function findParts(
  { prisma }: Database,
  request: StoreKey,
): Promise<{ own: string; others: { module: string; document: string }[] } | null> {
  const row = await prisma.privacyRequest.findUnique({
    where: byKey(request),
    select: {
      document: true,
      receipts: { select: { module: true, document: true }, orderBy: { module: 'asc' } },
    },
  });
  if (!row || row.document === null) return null;
  const others = row.receipts.flatMap(({ module, document }) =>
    document === null ? [] : [{ module, document }],
  );
  return { own: row.document, others };
}

/** Gives up a locked customer's exports: what was gathered is removed, and what is still to come is not kept. */
export async function dropExports(
  tx: Transaction,
  { storeId, id: customerId }: StoreKey,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE privacy_requests SET document = NULL,
      status = CASE WHEN status = 'RUNNING' THEN 'CANCELLED'::"PrivacyRequestStatus" ELSE status END,
      ended_at = coalesce(ended_at, now())
    WHERE store_id = ${storeId} AND customer_id = ${customerId}::uuid AND kind = 'EXPORT'`;
  await tx.$executeRaw`
    UPDATE privacy_request_receipts SET document = NULL, detail = NULL
    WHERE store_id = ${storeId} AND request_id IN (
      SELECT id FROM privacy_requests
      WHERE store_id = ${storeId} AND customer_id = ${customerId}::uuid AND kind = 'EXPORT')`;
}

/** Removes the documents of exports that were complete `days` ago, and gives up those that were not by then. */
export async function expireExports({ prisma }: Database, days: number): Promise<void> {
  await prisma.$executeRaw`
    /* across stores: old exports */
    UPDATE privacy_requests SET document = NULL,
      status = CASE WHEN status = 'RUNNING' THEN 'FAILED'::"PrivacyRequestStatus" ELSE status END,
      ended_at = coalesce(ended_at, now())
    WHERE document IS NOT NULL AND coalesce(ended_at, created_at) < now() - ${days} * INTERVAL '1 day'`;
  await prisma.$executeRaw`
    /* across stores: old exports */
    UPDATE privacy_request_receipts p SET document = NULL FROM privacy_requests r
    WHERE p.document IS NOT NULL AND r.store_id = p.store_id AND r.id = p.request_id AND r.document IS NULL`;
}
