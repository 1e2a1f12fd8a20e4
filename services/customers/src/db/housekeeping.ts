import type { Database } from './database.ts';

/** Removes what nothing refers to any more. Safe to run at any time and on several instances at once. */
export async function tidy({ prisma }: Database): Promise<void> {
  await prisma.$executeRaw`DELETE FROM throttles WHERE since < now() - INTERVAL '1 day'`;
  await prisma.$executeRaw`DELETE FROM mail_tokens WHERE expires_at < now() - INTERVAL '1 day'`;
  await prisma.$executeRaw`DELETE FROM idempotency_keys WHERE created_at < now() - INTERVAL '7 days'`;
}
