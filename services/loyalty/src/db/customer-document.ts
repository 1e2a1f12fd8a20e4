import { toSource } from './open-book.ts';
import type { Transaction } from './database.ts';

/** What this module holds of a customer, with what came from accounts that theirs has taken over; null without an account. */
export async function customerDocument(tx: Transaction, storeId: string, customerId: string) {
  const account = await tx.account.findUnique({
    where: { storeId_customerId: { storeId, customerId } },
    include: { tier: true },
  });
  if (!account) return null;
  const own = {
    storeId,
    account: { storeId, OR: [{ id: account.id }, { mergedInto: account.id }] },
  };
  const entries = await tx.entry.findMany({
    where: own,
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  const holds = await tx.hold.findMany({
    where: { ...own, status: 'ACTIVE' },
    orderBy: { id: 'asc' },
  });
  return {
    account: {
      enrolledAt: account.enrolledAt,
      tier: account.tier.name,
      tierSince: account.tierSince,
      available: Number(account.available),
      pending: Number(account.pending),
      held: Number(account.held),
      debt: Number(account.debt),
      lifetimeEarned: Number(account.lifetimeEarned),
      lifetimeRedeemed: Number(account.lifetimeRedeemed),
      lifetimeExpired: Number(account.lifetimeExpired),
    },
    entries: entries.map((entry) => ({
      type: entry.type,
      points: Number(entry.points),
      reason: entry.reason,
      source: toSource(entry),
      at: entry.createdAt,
      availableAt: entry.availableAt,
      expiresAt: entry.expiresAt,
    })),
    holds: holds.map((hold) => ({
      points: Number(hold.points),
      source: toSource(hold),
      at: hold.createdAt,
      expiresAt: hold.expiresAt,
    })),
  };
}
