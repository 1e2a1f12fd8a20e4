import { notClosed } from '@customer-graph/customer-references';
import { byKey, newId, queryJson, rowFormat, type StoreKey } from '@customer-graph/subgraph';
import type { Account } from '../domain/account.ts';
import type { Tier } from '../domain/program.ts';
import type { TierState } from '../domain/tiers.ts';
import type { Database, Transaction } from './database.ts';
import { isDueSql } from './schedule.ts';

type Figure =
  | 'available'
  | 'pending'
  | 'held'
  | 'debt'
  | 'lifetimeEarned'
  | 'lifetimeRedeemed'
  | 'lifetimeExpired'
  | 'lastSeq';

/** An account as a transaction reads it: 64-bit figures, all within what a number holds. */
type StoredAccount = Omit<Account, Figure | 'tier'> & Readonly<Record<Figure, bigint>>;

export const accountColumns = `id, store_id AS "storeId", customer_id AS "customerId", tier_key AS "tierKey",
  tier_since AS "tierSince", tier_short_since AS "tierShortSince", available, pending, held, debt,
  lifetime_earned AS "lifetimeEarned", lifetime_redeemed AS "lifetimeRedeemed", lifetime_expired AS "lifetimeExpired",
  last_seq AS "lastSeq", version, merged_into AS "mergedInto", enrolled_at AS "enrolledAt"`;

/** Locks a customer's account for the rest of the transaction. */
export async function lockAccount(
  tx: Transaction,
  storeId: string,
  customerId: string,
): Promise<Account | null> {
  const [row] = await tx.$queryRaw<StoredAccount[]>`
    SELECT id, store_id AS "storeId", customer_id AS "customerId", tier_key AS "tierKey", tier_since AS "tierSince",
           tier_short_since AS "tierShortSince", available, pending, held, debt, lifetime_earned AS "lifetimeEarned",
           lifetime_redeemed AS "lifetimeRedeemed", lifetime_expired AS "lifetimeExpired", last_seq AS "lastSeq",
           version, merged_into AS "mergedInto", enrolled_at AS "enrolledAt"
    FROM accounts WHERE store_id = ${storeId} AND customer_id = ${customerId}::uuid FOR UPDATE`;
  return row ? toAccount(row) : null;
}

/** Opens an account unless the customer has one, and locks it. */
export async function lockOrOpenAccount(
  tx: Transaction,
  { storeId, customerId, tierKey, now }: NewAccount,
): Promise<Account> {
  const existing = await lockAccount(tx, storeId, customerId);
  if (existing) return existing;
  await tx.$executeRaw`
    INSERT INTO accounts (id, store_id, customer_id, tier_key, tier_since, enrolled_at, updated_at)
    VALUES (${newId()}::uuid, ${storeId}, ${customerId}::uuid, ${tierKey}, ${now}, ${now}, ${now})
    ON CONFLICT (store_id, customer_id) DO NOTHING`;
  const opened = await lockAccount(tx, storeId, customerId);
  if (!opened) throw new Error('an account that was just opened is gone');
  return opened;
}

export interface NewAccount {
  readonly storeId: string;
  readonly customerId: string;
  /** The programme's lowest tier. */
  readonly tierKey: string;
  readonly now: Date;
}

/** An account as it is stored, and whether something of it has fallen due since it was last written. */
export type ReadAccount = Account & { readonly due: boolean };
type AccountWithTier = Omit<ReadAccount, 'tier'> &
  Omit<Tier, 'key' | 'name'> & { tierName: string };

const accountRow = rowFormat<AccountWithTier>({
  id: 'a.id',
  storeId: 'a.store_id',
  customerId: 'a.customer_id',
  tierKey: 'a.tier_key',
  tierSince: { instant: 'a.tier_since' },
  tierShortSince: { instant: 'a.tier_short_since' },
  available: 'a.available',
  pending: 'a.pending',
  held: 'a.held',
  debt: 'a.debt',
  lifetimeEarned: 'a.lifetime_earned',
  lifetimeRedeemed: 'a.lifetime_redeemed',
  lifetimeExpired: 'a.lifetime_expired',
  lastSeq: 'a.last_seq',
  version: 'a.version',
  mergedInto: 'a.merged_into',
  enrolledAt: { instant: 'a.enrolled_at' },
  due: isDueSql('a', '$4::timestamptz'),
  tierName: 't.name',
  rank: 't.rank',
  minQualifyingPoints: 't.min_qualifying_points',
  earnMultiplierPercent: 't.earn_multiplier_percent',
});

function withTier(row: AccountWithTier): ReadAccount {
  const { tierName, rank, minQualifyingPoints, earnMultiplierPercent, ...account } = row;
  const { tierKey: key } = account;
  return {
    ...account,
    tier: { key, name: tierName, rank, minQualifyingPoints, earnMultiplierPercent },
  };
}

/** Whose accounts are read, and when. */
export interface Reading {
  readonly storeId: string;
  /** Only this customer's own. */
  readonly reader: string | null;
  readonly now: Date;
}

/** Accounts of the store with their tiers, by id or by customer. */
export async function findAccounts(
  { query }: Database,
  { storeId, reader, now }: Reading,
  by: 'id' | 'customerId',
  ids: readonly string[],
): Promise<ReadAccount[]> {
  const column = by === 'id' ? 'id' : 'customer_id';
  const rows = await queryJson(
    query,
    accountRow,
    `accounts-by-${column}`,
    `SELECT ${accountRow.json} AS line
     FROM accounts a JOIN tiers t ON t.store_id = a.store_id AND t.key = a.tier_key
     WHERE a.store_id = $1 AND a.${column} = ANY ($2::uuid[])
       AND ($3::uuid IS NULL OR a.customer_id = $3) AND ${notClosed('$1', '$3')}`,
    [storeId, ids, reader, now],
  );
  return rows.map(withTier);
}

/** Notes that an account has been taken over, with all that it had taken over itself. */
export async function markMerged(
  tx: Transaction,
  { storeId, id }: StoreKey,
  heirId: string,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE accounts SET merged_into = ${heirId}::uuid, version = version + 1
    WHERE store_id = ${storeId} AND (id = ${id}::uuid OR merged_into = ${id}::uuid)`;
}

/** Changes the tier of a locked account. */
export async function changeTier(
  tx: Transaction,
  account: Account,
  state: TierState,
  now: Date,
): Promise<Account> {
  const { tierKey, tierSince, tierShortSince } = state;
  const version = account.version + 1;
  await tx.account.update({
    where: byKey(account),
    data: { tierKey, tierSince, tierShortSince, version, updatedAt: now },
    select: { id: true },
  });
  return { ...account, tierKey, tierSince, tierShortSince, version };
}

function toAccount(row: StoredAccount): Account {
  return {
    ...row,
    available: Number(row.available),
    pending: Number(row.pending),
    held: Number(row.held),
    debt: Number(row.debt),
    lifetimeEarned: Number(row.lifetimeEarned),
    lifetimeRedeemed: Number(row.lifetimeRedeemed),
    lifetimeExpired: Number(row.lifetimeExpired),
    lastSeq: Number(row.lastSeq),
  };
}
