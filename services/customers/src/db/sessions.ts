import { newId } from '@customer-graph/subgraph';
import type { Database, Transaction } from './database.ts';

/** A session that has not ended. */
export interface Session {
  readonly id: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
  readonly userAgent: string | null;
}

export type EndReason = 'LOGOUT' | 'ENDED' | 'PASSWORD' | 'DEACTIVATED' | 'REUSED';

interface Owner {
  readonly id: string;
  readonly storeId: string;
}

/** Starts a session with its first refresh token. */
export async function insertSession(
  tx: Transaction,
  { id: customerId, storeId }: Owner,
  { tokenHash, userAgent }: { tokenHash: Uint8Array<ArrayBuffer>; userAgent: string | null },
): Promise<{ id: string; expiresAt: Date }> {
  const id = newId();
  // Both ends by the database's clock, which all instances share.
  const [row] = await tx.$queryRaw<{ expires_at: Date }[]>`
    INSERT INTO sessions (id, store_id, customer_id, user_agent, created_at, last_used_at, expires_at)
    VALUES (${id}::uuid, ${storeId}, ${customerId}::uuid, ${userAgent}, now(), now(), now() + INTERVAL '720 hours')
    RETURNING expires_at`;
  if (!row) throw new Error('no session was written');
  await tx.refreshToken.create({ data: { storeId, tokenHash, sessionId: id } });
  return { id, expiresAt: row.expires_at };
}

const running = (now: Date) => ({ endedAt: null, expiresAt: { gt: now } });

/** True when somebody has signed in to the account, also when those sessions have ended. */
export async function hasSessions(
  tx: Pick<Transaction, 'session'>,
  { id: customerId, storeId }: Owner,
): Promise<boolean> {
  const where = { customerId, storeId };
  return (await tx.session.findFirst({ where, select: { id: true } })) !== null;
}

/** A customer's running sessions, last used first. */
export function listSessions(
  { prisma }: Database,
  { id: customerId, storeId }: Owner,
  limit: number,
): Promise<Session[]> {
  return prisma.session.findMany({
    where: { customerId, storeId, ...running(new Date()) },
    orderBy: [{ lastUsedAt: 'desc' }, { id: 'desc' }],
    take: limit,
    select: { id: true, createdAt: true, lastUsedAt: true, expiresAt: true, userAgent: true },
  });
}

/** Ends running sessions of a customer, one or all. @returns how many */
export async function endSessions(
  tx: Pick<Transaction, 'session'>,
  { id: customerId, storeId }: Owner,
  endReason: EndReason,
  sessionId?: string,
): Promise<number> {
  const now = new Date();
  const where = { customerId, storeId, ...(sessionId && { id: sessionId }), ...running(now) };
  const { count } = await tx.session.updateMany({ where, data: { endedAt: now, endReason } });
  return count;
}

/** Ends the session that a refresh token belongs to, whichever of its tokens it is. */
export async function endSessionOfToken(
  { prisma }: Database,
  storeId: string,
  tokenHash: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const where = { storeId, endedAt: null, refreshTokens: { some: { storeId, tokenHash } } };
  await prisma.session.updateMany({ where, data: { endedAt: new Date(), endReason: 'LOGOUT' } });
}
