import pg from 'pg';

/**
 * Fills a store with accounts in each of which one thing has fallen due: of every four, one has points to activate, one has
 * points to expire, one has a hold to lapse and one has a tier to lose. The database's own checks see all of it.
 */
export async function fillStore(
  databaseUrl: string,
  storeId: string,
  accounts: number,
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    for (const statement of statementsFor(pg.escapeLiteral(storeId), accounts))
      await client.query(statement);
    await client.query('COMMIT');
    for (const table of ['accounts', 'entries', 'lots', 'holds', 'hold_lots'])
      await client.query(`ANALYZE ${table}`);
  } finally {
    await client.end();
  }
}

/** Each account has two lots, of 100 points and of 50. What is due of the second one goes by the account's number. */
function statementsFor(storeId: string, accounts: number): string[] {
  const id = (kind: string) => `md5(${storeId} || ' ${kind} ' || n)::uuid`;
  const [account, first, second, hold] = [id('account'), id('first'), id('second'), id('hold')];
  const entry = (entryId: string, seq: number, points: number, balance: number) =>
    `INSERT INTO entries (id, store_id, account_id, seq, type, points, reason, balance_after, actor, created_at)
     SELECT ${entryId}, ${storeId}, ${account}, ${seq}, 'EARN', ${points}, 'Order', ${balance}, 'staff:bench',
       now() - interval '100 days' FROM generate_series(1, ${accounts}) n`;
  return [
    `INSERT INTO accounts (id, store_id, customer_id, tier_key, tier_since, tier_short_since, available, pending, held,
       lifetime_earned, last_seq, enrolled_at, updated_at)
     SELECT ${account}, ${storeId}, ${id('customer')}, CASE n % 4 WHEN 3 THEN 'silver' ELSE 'bronze' END,
       now() - interval '500 days', CASE n % 4 WHEN 3 THEN now() - interval '60 days' END,
       CASE n % 4 WHEN 0 THEN 100 WHEN 2 THEN 120 ELSE 150 END, CASE n % 4 WHEN 0 THEN 50 ELSE 0 END,
       CASE n % 4 WHEN 2 THEN 30 ELSE 0 END, 150, 2, now() - interval '500 days', now()
     FROM generate_series(1, ${accounts}) n`,
    entry(first, 1, 100, 100),
    entry(second, 2, 50, 150),
    `INSERT INTO lots (entry_id, store_id, account_id, points, remaining, held, available_at, activated, expires_at,
       counts_for_tier, created_at)
     SELECT ${first}, ${storeId}, ${account}, 100, 100, CASE n % 4 WHEN 2 THEN 30 ELSE 0 END, now() - interval '90 days',
       true, now() + interval '300 days', true, now() - interval '100 days' FROM generate_series(1, ${accounts}) n
     UNION ALL
     SELECT ${second}, ${storeId}, ${account}, 50, 50, 0,
       CASE n % 4 WHEN 0 THEN now() - interval '1 hour' ELSE now() - interval '90 days' END, n % 4 <> 0,
       CASE n % 4 WHEN 1 THEN now() - interval '1 hour' ELSE now() + interval '310 days' END, true,
       now() - interval '100 days' FROM generate_series(1, ${accounts}) n`,
    `INSERT INTO holds (id, store_id, account_id, points, actor, created_at, expires_at)
     SELECT ${hold}, ${storeId}, ${account}, 30, 'staff:bench', now() - interval '2 hours', now() - interval '1 hour'
     FROM generate_series(2, ${accounts}, 4) n`,
    `INSERT INTO hold_lots (hold_id, lot_id, points)
     SELECT ${hold}, ${first}, 30 FROM generate_series(2, ${accounts}, 4) n`,
  ];
}
