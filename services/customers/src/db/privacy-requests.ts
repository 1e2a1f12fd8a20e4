import { byKey, newId, type StoreKey } from '@customer-graph/subgraph';
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

/** Requests of the store by id, in the order of the ids. */
export async function findRequests(
  { prisma }: Database,
  storeId: string,
  ids: readonly string[],
): Promise<PrivacyRequest[]> {
  const where = { storeId, id: { in: [...ids] } };
  const rows = await prisma.privacyRequest.findMany({ where, select });
  const byId = new Map(rows.map((row) => [row.id, typed(row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
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
  { storeId, id: customerId }: StoreKey,
  kind: PrivacyRequest['kind'],
): Promise<PrivacyRequest | null> {
  const where = { storeId, customerId, kind, endedAt: null };
  const row = await tx.privacyRequest.findFirst({ where, select });
  return row && typed(row);
}

/** The request that has not ended of a person without an account, who is known by a locked address. */
export async function findOpenErasureOf(
  tx: Transaction,
  storeId: string,
  address: string,
): Promise<PrivacyRequest | null> {
  const where = { storeId, customerId: null, endedAt: null, contactEmails: { equals: [address] } };
  const row = await tx.privacyRequest.findFirst({ where, select });
  return row && typed(row);
}

/** Those of the customers whose erasure waits. */
export async function findAwaitingErasure(
  prisma: Pick<Transaction, 'privacyRequest'>,
  storeId: string,
  customerIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const where = { storeId, customerId: { in: [...customerIds] }, status: 'SCHEDULED' as const };
  const rows = await prisma.privacyRequest.findMany({ where, select: { customerId: true } });
  return new Set(rows.flatMap(({ customerId }) => customerId ?? []));
}

interface NewRequest {
  readonly storeId: string;
  readonly requestedBy: string;
  /** Whose answers it shows from the beginning. */
  readonly modules: readonly string[];
}

export interface NewErasure extends NewRequest {
  /** Null for a person without an account. */
  readonly customerId: string | null;
  readonly reason: string | null;
  /** The address of a person without an account. */
  readonly contactEmails: readonly string[];
}

/** Writes an erasure that is due after so many days, by the database's clock. */
export async function insertErasure(
  tx: Transaction,
  { modules, ...erasure }: NewErasure,
  waitDays: number,
): Promise<PrivacyRequest> {
  const id = newId();
  const { storeId, customerId, requestedBy, reason, contactEmails } = erasure;
  await tx.$executeRaw`
    INSERT INTO privacy_requests (id, store_id, customer_id, kind, status, requested_by, reason, contact_emails, due_at)
    VALUES (${id}::uuid, ${storeId}, ${customerId}::uuid, 'ERASURE', 'SCHEDULED', ${requestedBy}, ${reason},
      ${[...contactEmails]}::text[], now() + ${waitDays} * INTERVAL '1 day')`;
  await insertReceipts(tx, { storeId, id }, modules);
  const where = byKey({ storeId, id });
  return typed(await tx.privacyRequest.findUniqueOrThrow({ where, select }));
}

export interface NewExport extends NewRequest {
  readonly customerId: string;
  readonly contactEmails: readonly string[];
  /** This module's own part. */
  readonly document: string;
}

/** Writes a running export. */
export async function insertExport(
  tx: Transaction,
  { modules, contactEmails, ...request }: NewExport,
): Promise<PrivacyRequest> {
  const own = { id: newId(), kind: 'EXPORT' as const, status: 'RUNNING' as const };
  const data = { ...request, ...own, contactEmails: [...contactEmails] };
  const row = await tx.privacyRequest.create({ data, select });
  await insertReceipts(tx, row, modules);
  return typed(row);
}

async function insertReceipts(
  tx: Transaction,
  { storeId, id: requestId }: StoreKey,
  modules: readonly string[],
): Promise<void> {
  const data = modules.map((module) => ({ storeId, requestId, module }));
  await tx.moduleReceipt.createMany({ data });
}

/** Takes back a locked erasure that waits. */
export async function cancelWaiting(tx: Transaction, key: StoreKey): Promise<PrivacyRequest> {
  const data = { status: 'CANCELLED' as const, endedAt: new Date() };
  return typed(await tx.privacyRequest.update({ where: byKey(key), data, select }));
}

/** Lets others do their part of a locked erasure, for whom the addresses are kept until it ends. */
export async function startErasure(
  tx: Transaction,
  key: StoreKey,
  { contactEmails, ...notice }: ErasedPerson,
): Promise<PrivacyRequest> {
  const data = { ...notice, contactEmails: [...contactEmails], status: 'RUNNING' as const };
  return typed(await tx.privacyRequest.update({ where: byKey(key), data, select }));
}

/** What is still known of a person while its erasure runs. */
export interface ErasedPerson {
  readonly contactEmails: readonly string[];
  /** Where the person hears that it is done, and in which language. */
  readonly noticeEmail: string | null;
  readonly noticeLanguage: string | null;
}

/** Takes back the erasures of a locked customer that wait. */
export async function cancelAwaitingErasures(
  tx: Transaction,
  { storeId, id: customerId }: StoreKey,
): Promise<void> {
  const where = { storeId, customerId, status: 'SCHEDULED' as const };
  await tx.privacyRequest.updateMany({ where, data: { status: 'CANCELLED', endedAt: new Date() } });
}

/** Erasures whose waiting time is over, the oldest first. */
export async function findDueErasures({ prisma }: Database, limit: number): Promise<StoreKey[]> {
  return prisma.$queryRaw<StoreKey[]>`
    /* across stores: due erasures */
    SELECT store_id AS "storeId", id FROM privacy_requests WHERE status = 'SCHEDULED' AND due_at <= now()
    ORDER BY due_at LIMIT ${limit}`;
}

/** Locks an erasure that is due, unless another instance has it or had it. */
export async function claimDueErasure(
  tx: Transaction,
  key: StoreKey,
): Promise<PrivacyRequest | null> {
  const locked = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM privacy_requests WHERE store_id = ${key.storeId} AND id = ${key.id}::uuid AND status = 'SCHEDULED' AND due_at <= now()
    FOR UPDATE SKIP LOCKED`;
  if (locked.length === 0) return null;
  return typed(await tx.privacyRequest.findUniqueOrThrow({ where: byKey(key), select }));
}
