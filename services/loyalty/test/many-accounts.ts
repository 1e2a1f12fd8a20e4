import type { LoyaltyUnderTest } from './start.ts';

const perAccount = 50;

/**
 * Fills a store with accounts of 50 entries each, 25 lots of 10 points and 25 spends of 5, written by PostgreSQL itself.
 * The triggers that check single writes rest meanwhile; reconciliation afterwards shows that all adds up.
 */
export async function fillAccounts({ sql }: LoyaltyUnderTest, accounts: number): Promise<void> {
  const checked = ['accounts', 'entries', 'lots', 'allocations'];
  for (const table of checked) await sql(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  await sql(
    `INSERT INTO accounts (id, store_id, customer_id, tier_key, tier_since, available, lifetime_earned, lifetime_redeemed,
       last_seq, enrolled_at, updated_at)
     SELECT gen_random_uuid(), 'demo', gen_random_uuid(), 'bronze', now(), 125, 250, 125, ${perAccount},
       now() - interval '1 year' + n * interval '1 second', now()
     FROM generate_series(1, $1::int) n`,
    [accounts],
  );
  await sql(
    `INSERT INTO entries (id, store_id, account_id, seq, type, points, reason, balance_after, actor, created_at)
     SELECT gen_random_uuid(), 'demo', a.id, seq, CASE WHEN seq <= 25 THEN 'EARN' ELSE 'REDEEM' END::"EntryType",
       CASE WHEN seq <= 25 THEN 10 ELSE -5 END, 'Filled',
       CASE WHEN seq <= 25 THEN 10 * seq ELSE 250 - 5 * (seq - 25) END, 'test',
       now() - interval '300 days' + seq * interval '1 day'
     FROM accounts a, generate_series(1, ${perAccount}) seq`,
  );
  await sql(
    `INSERT INTO lots (entry_id, store_id, account_id, points, remaining, available_at, activated, expires_at,
       counts_for_tier, created_at)
     SELECT id, store_id, account_id, 10, 5, created_at, true, created_at + interval '365 days', true, created_at
     FROM entries WHERE type = 'EARN'`,
  );
  await sql(
    `INSERT INTO allocations (id, entry_id, kind, lot_id, points)
     SELECT gen_random_uuid(), spend.id, 'TAKE', lot.id, 5 FROM entries spend
     JOIN entries lot ON lot.account_id = spend.account_id AND lot.seq = spend.seq - 25
     WHERE spend.type = 'REDEEM'`,
  );
  for (const table of checked) await sql(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
  for (const table of checked) await sql(`ANALYZE ${table}`);
}
