import { Client } from 'pg';
import { inject } from 'vitest';

const perAccount = 50;
const half = perAccount / 2;
type Table = 'accounts' | 'entries' | 'lots' | 'allocations';

const spends = `seq > ${half}`;

const fills: Record<Table, string> = {
  accounts: `INSERT INTO accounts (id, store_id, customer_id, tier_key, tier_since, available, lifetime_earned,
      lifetime_redeemed, last_seq, enrolled_at, updated_at)
    SELECT account.id, 'demo', ('00000001-0000-7000-9000-' || account.tail)::uuid, 'bronze', now(), ${5 * half},
      ${10 * half}, ${5 * half}, ${perAccount}, now() - interval '1 year' + n * interval '1 second', now()
    FROM account`,
  entries: `INSERT INTO entries (id, store_id, account_id, seq, type, points, reason, balance_after, actor, created_at)
    SELECT (this || tail)::uuid, 'demo', account.id, seq, CASE WHEN ${spends} THEN 'REDEEM' ELSE 'EARN' END::"EntryType",
      CASE WHEN ${spends} THEN -5 ELSE 10 END, 'Filled',
      CASE WHEN ${spends} THEN ${10 * half} - 5 * (seq - ${half}) ELSE 10 * seq END, 'test', at
    FROM number, account`,
  lots: `INSERT INTO lots (entry_id, store_id, account_id, points, remaining, available_at, activated, expires_at,
      counts_for_tier, created_at)
    SELECT (this || tail)::uuid, 'demo', account.id, 10, 5, at, true, at + interval '365 days', true, at
    FROM number, account WHERE NOT ${spends}`,
  allocations: `INSERT INTO allocations (store_id, id, entry_id, kind, lot_id, points)
    SELECT 'demo', (this || tail)::uuid, (this || tail)::uuid, 'TAKE', (paid_from || tail)::uuid, 5
    FROM number, account WHERE ${spends}`,
};

/** Numbers of entries and of accounts; ids rise from number to number, and within a number from account to account. */
const rows = (seq: number, accounts: number) => `WITH number AS MATERIALIZED (
  SELECT seq, lpad(to_hex(seq), 8, '0') || '-0000-7000-8000-' AS this,
    lpad(to_hex(seq - ${half}), 8, '0') || '-0000-7000-8000-' AS paid_from,
    date_trunc('day', now()) - interval '300 days' + seq * interval '1 day' AS at
  FROM (VALUES (${seq})) AS numbers(seq)),
account AS MATERIALIZED (
  SELECT n, tail, ('00000000-0000-7000-8000-' || tail)::uuid AS id
  FROM (SELECT n, lpad(to_hex(n), 12, '0') AS tail FROM generate_series(1, ${accounts}) n) AS numbered)`;

/**
 * Fills a store with accounts of 50 entries each, 25 lots of 10 points and 25 spends of 5, written by PostgreSQL itself, as
 * rows come in life: all accounts' first entries before their second ones. Triggers and foreign keys rest meanwhile, and
 * indexes are made when the rows are there; reconciliation shows that all adds up.
 */
export async function fillAccounts(databaseUrl: string, accounts: number): Promise<void> {
  const url = new URL(inject('postgresAdminUrl'));
  url.pathname = new URL(databaseUrl).pathname;
  // Two sessions write at once: as much as two processors can do.
  await Promise.all(
    [['entries'] as const, ['accounts', 'lots', 'allocations'] as const].map(async (mine) => {
      const client = new Client({ connectionString: url.href });
      await client.connect();
      try {
        await client.query(`SET session_replication_role = replica`);
        await client.query(`SET maintenance_work_mem = '256MB'`);
        for (const table of mine) await fill(client, table, accounts);
      } finally {
        await client.end();
      }
    }),
  );
}

/**
 * A feed tells of nothing that is younger than the oldest transaction of the whole server, and other tests wait for feeds: so
 * rows come in short transactions, and indexes are made in a way that is none while it works.
 */
async function fill(client: Client, table: Table, accounts: number): Promise<void> {
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index
     WHERE indrelid = $1::regclass AND NOT indisprimary`,
    [table],
  );
  for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
  const numbers = table === 'accounts' ? 1 : perAccount;
  for (let seq = 1; seq <= numbers; seq += 1)
    await client.query(`${rows(seq, accounts)} ${fills[table]}`);
  for (const { definition } of indexes)
    await client.query(definition.replace(' INDEX ', ' INDEX CONCURRENTLY '));
  await client.query(`ANALYZE ${table}`);
}
