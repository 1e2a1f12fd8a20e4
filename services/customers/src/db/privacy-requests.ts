import { newId } from '@customer-graph/subgraph';
import type { Prisma } from '../../generated/prisma/client.ts';
import type { PrivacyRequest } from '../domain/privacy-request.ts';
import type { Database, Transaction } from './database.ts';

const select = {
  id: true,
  storeId: true,
  customerId: true,
  kind: true,
  status: true,
  requestedBy: true,
  reason: true,
  contactEmails: true,
  createdAt: true,
  dueAt: true,
  endedAt: true,
} satisfies Prisma.PrivacyRequestSelect;

type Stored = Omit<PrivacyRequest, '__typename'>;
const typed = (row: Stored): PrivacyRequest => ({ __typename: 'PrivacyRequest', ...row });

interface Reach {
  readonly storeId: string;
  /** Null: of all customers of the store. */
  readonly customerId: string | null;
}

export async function findRequest(
  prisma: Pick<Transaction, 'privacyRequest'>,
  { storeId, customerId }: Reach,
  id: string,
): Promise<PrivacyRequest | null> {
  const where = { id, storeId, ...(customerId !== null && { customerId }) };
  const row = await prisma.privacyRequest.findFirst({ where, select });
  return row && typed(row);
}

/** Locks a request for the rest of the transaction. Whoever needs its customer too locks that after it. */
export async function lockRequest(
  tx: Transaction,
  reach: Reach,
  id: string,
): Promise<PrivacyRequest | null> {
  await tx.$queryRaw`SELECT 1 FROM privacy_requests WHERE store_id = ${reach.storeId} AND id = ${id}::uuid FOR UPDATE`;
  return findRequest(tx, reach, id);
}

/** A locked customer's request that has not ended. */
export async function findOpenRequest(
  tx: Transaction,
  customerId: string,
  kind: PrivacyRequest['kind'],
): Promise<PrivacyRequest | null> {
  const where = { customerId, kind, endedAt: null };
  const row = await tx.privacyRequest.findFirst({ where, select });
  return row && typed(row);
}

/** Those of the customers whose erasure waits. */
export async function findAwaitingErasure(
  prisma: Pick<Transaction, 'privacyRequest'>,
  customerIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const where = { customerId: { in: [...customerIds] }, status: 'SCHEDULED' as const };
  const rows = await prisma.privacyRequest.findMany({ where, select: { customerId: true } });
  return new Set(rows.flatMap(({ customerId }) => customerId ?? []));
}

export interface NewPrivacyRequest {
  readonly storeId: string;
  readonly customerId: string;
  readonly requestedBy: string;
  /** Whose answers it shows from the beginning. */
  readonly modules: readonly string[];
}

/** Writes an erasure that is due after so many days, by the database's clock. */
export async function insertErasure(
  tx: Transaction,
  { storeId, customerId, requestedBy, modules }: NewPrivacyRequest,
  waitDays: number,
): Promise<PrivacyRequest> {
  const id = newId();
  await tx.$executeRaw`
    INSERT INTO privacy_requests (id, store_id, customer_id, kind, status, requested_by, due_at)
    VALUES (${id}::uuid, ${storeId}, ${customerId}::uuid, 'ERASURE', 'SCHEDULED', ${requestedBy},
      now() + ${waitDays} * INTERVAL '1 day')`;
  await insertReceipts(tx, id, modules);
  return typed(await tx.privacyRequest.findUniqueOrThrow({ where: { id }, select }));
}

/** Writes a running export with this module's own part. */
export async function insertExport(
  tx: Transaction,
  { modules, ...request }: NewPrivacyRequest,
  { document, contactEmails }: { document: string; contactEmails: readonly string[] },
): Promise<PrivacyRequest> {
  const own = { id: newId(), kind: 'EXPORT' as const, status: 'RUNNING' as const, document };
  const data = { ...request, ...own, contactEmails: [...contactEmails] };
  const row = await tx.privacyRequest.create({ data, select });
  await insertReceipts(tx, row.id, modules);
  return typed(row);
}

async function insertReceipts(
  tx: Transaction,
  requestId: string,
  modules: readonly string[],
): Promise<void> {
  await tx.moduleReceipt.createMany({ data: modules.map((module) => ({ requestId, module })) });
}

/** Takes back a locked erasure that waits. */
export async function cancelWaiting(tx: Transaction, id: string): Promise<PrivacyRequest> {
  const data = { status: 'CANCELLED' as const, endedAt: new Date() };
  return typed(await tx.privacyRequest.update({ where: { id }, data, select }));
}

/** Lets others do their part of a locked erasure, for whom the addresses are kept until it ends. */
export async function startErasure(
  tx: Transaction,
  id: string,
  { contactEmails, ...notice }: ErasedPerson,
): Promise<PrivacyRequest> {
  const data = { ...notice, contactEmails: [...contactEmails], status: 'RUNNING' as const };
  return typed(await tx.privacyRequest.update({ where: { id }, data, select }));
}

/** What is still known of a person while its erasure runs. */
export interface ErasedPerson {
  readonly contactEmails: readonly string[];
  /** Where the person hears that it is done, and in which language. */
  readonly noticeEmail: string | null;
  readonly noticeLanguage: string | null;
}

/** Takes back the erasures of a locked customer that wait. */
export async function cancelAwaitingErasures(tx: Transaction, customerId: string): Promise<void> {
  const where = { customerId, status: 'SCHEDULED' as const };
  await tx.privacyRequest.updateMany({ where, data: { status: 'CANCELLED', endedAt: new Date() } });
}

/** Erasures whose waiting time is over, the oldest first. */
export async function findDueErasures({ prisma }: Database, limit: number): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    SELECT id FROM privacy_requests WHERE status = 'SCHEDULED' AND due_at <= now() ORDER BY due_at LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}

/** Locks an erasure that is due, unless another instance has it or had it. */
export async function claimDueErasure(tx: Transaction, id: string): Promise<PrivacyRequest | null> {
  const locked = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM privacy_requests WHERE id = ${id}::uuid AND status = 'SCHEDULED' AND due_at <= now()
    FOR UPDATE SKIP LOCKED`;
  if (locked.length === 0) return null;
  return typed(await tx.privacyRequest.findUniqueOrThrow({ where: { id }, select }));
}
