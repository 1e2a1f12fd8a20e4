import type { Database, Transaction } from './database.ts';

/** Removes what nothing refers to any more. Safe to run at any time and on several instances at once. */
export async function tidy({ prisma }: Database): Promise<void> {
  await removeSessions(prisma);
  await prisma.$executeRaw`DELETE FROM throttles WHERE since < now() - INTERVAL '1 day'`;
  await prisma.$executeRaw`DELETE FROM mail_tokens WHERE expires_at < now() - INTERVAL '1 day'`;
  await prisma.$executeRaw`DELETE FROM idempotency_keys WHERE created_at < now() - INTERVAL '7 days'`;
}

// A session may have thousands of tokens, which go with it.
const sessionsAtOnce = 50;
const batches = 200;

/** Removes sessions that ended 30 days ago: a few in each statement, and in each run no more than a stop can wait for. */
async function removeSessions(prisma: Pick<Transaction, '$executeRaw'>): Promise<void> {
  for (let batch = 0; batch < batches; batch += 1) {
    const removed = await prisma.$executeRaw`
      DELETE FROM sessions WHERE id = ANY (ARRAY (
        SELECT id FROM sessions WHERE coalesce(ended_at, expires_at) < now() - INTERVAL '30 days'
        LIMIT ${sessionsAtOnce} FOR UPDATE SKIP LOCKED))`;
    if (removed < sessionsAtOnce) return;
  }
}
