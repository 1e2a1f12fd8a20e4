import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { acrossStores } from './across-stores.ts';
import { checkStatement, marker } from './check-statement.ts';
import { tablesWithStore } from './tables.ts';

const root = path.resolve(import.meta.dirname, '../../../..');
const stored = await tablesWithStore();

it.each([
  `SELECT 1`,
  `BEGIN`,
  `SELECT * FROM feed_cursors WHERE feed = $1`,
  `SELECT * FROM customers WHERE store_id = $1 AND id = $2`,
  `SELECT "public"."customers"."id" FROM "public"."customers" WHERE ("public"."customers"."store_id" = $1 AND "public"."customers"."id" IN ($2,$3)) OFFSET $4`,
  `SELECT 1 FROM "public"."accounts" WHERE ("public"."accounts"."store_id","public"."accounts"."id") IN (($1,$2),($3,$4))`,
  `SELECT 1 FROM refresh_tokens t JOIN sessions s ON s.store_id = t.store_id AND s.id = t.session_id JOIN customers c ON c.store_id = s.store_id AND c.id = s.customer_id WHERE t.store_id = $1 AND t.token_hash = $2`,
  `SELECT 1 FROM refresh_tokens t JOIN sessions s USING (store_id, session_id) WHERE t.store_id = $1`,
  `UPDATE customers SET a = f.k FROM unnest($1::text[], $2::uuid[]) AS f (store_id, id) WHERE customers.store_id = f.store_id AND customers.id = f.id`,
  `INSERT INTO customers (store_id, id) VALUES ($1, $2) ON CONFLICT (store_id, id) DO UPDATE SET id = excluded.id RETURNING 1`,
  `INSERT INTO covered_orders (store_id, task_id) SELECT store_id, $1 FROM orders WHERE store_id = $2`,
  `WITH page AS (SELECT id FROM accounts WHERE store_id = $1) SELECT page.*, s.p FROM page CROSS JOIN LATERAL (SELECT sum(x) AS p FROM lots WHERE store_id = $1 AND account_id = page.id) AS s`,
  `/* across stores: old exports */ UPDATE privacy_request_receipts p SET document = NULL FROM privacy_requests r WHERE p.document IS NOT NULL AND r.store_id = p.store_id AND r.id = p.request_id`,
  `SELECT 1 FROM lots WHERE EXISTS (SELECT 1 FROM entries e WHERE e.store_id = lots.store_id) AND lots.store_id = $1`,
  `SELECT 1 FROM customers c LEFT JOIN sessions s ON s.store_id = c.store_id WHERE c.store_id = $1`,
  `SELECT id FROM entries WHERE store_id = $1 UNION ALL SELECT id FROM lots WHERE store_id = $1`,
  `DELETE FROM sessions WHERE store_id = 'x' OR (store_id = 'y' AND id = $1)`,
  `SELECT "t0"."id" FROM "public"."sessions" AS "t0" WHERE ("t0"."store_id" = $1 AND ("t0"."store_id","t0"."id") IN (SELECT "t1"."store_id", "t1"."session_id" FROM "public"."refresh_tokens" AS "t1" WHERE ("t1"."store_id" = $2 AND "t1"."token_hash" = $3)))`,
])('accepts a statement that names the store of each table: %s', (text) => {
  expect(checkStatement(text, stored)).toEqual([]);
});

it.each([
  `SELECT * FROM customers WHERE id = $1`,
  `SELECT * FROM customers WHERE store_id > $1`,
  `SELECT * FROM customers WHERE store_id = $1 OR id = $2`,
  `SELECT * FROM customers WHERE store_id = store_id`,
  `SELECT * FROM customers c JOIN sessions s ON s.customer_id = c.id WHERE c.store_id = $1`,
  `SELECT * FROM customers c JOIN sessions s ON s.store_id = c.store_id`,
  `SELECT * FROM customers c LEFT JOIN sessions s ON c.store_id = $1 AND s.store_id = $1`,
  `INSERT INTO customers (id) VALUES ($1)`,
  `UPDATE customers SET store_id = $1 WHERE id = $2`,
  `DELETE FROM sessions`,
  `SELECT id FROM entries WHERE store_id = $1 UNION ALL SELECT id FROM lots`,
  `SELECT id FROM entries WHERE store_id = $1 UNION ALL SELECT id FROM lots UNION SELECT id FROM accounts WHERE store_id = $1`,
  `SELECT (SELECT count(*) FROM lots WHERE account_id = a.id) FROM accounts a WHERE a.store_id = $1`,
  `WITH x AS (DELETE FROM sessions RETURNING 1) SELECT * FROM x`,
  `SELECT 1 FROM customers WHERE NOT store_id = $1`,
  `INSERT INTO covered_orders (store_id) SELECT store_id FROM orders`,
  `/* across stores: nonsense */ SELECT 1 FROM customers`,
  `/* across stores: feed */ SELECT 1 FROM customers WHERE store_id = $1`,
  `/* across stores: feed */ SELECT 1 FROM customers c, sessions s WHERE s.customer_id = c.id`,
  `WITH customers AS (SELECT 1) SELECT * FROM customers`,
  `DELETE FROM sessions USING customers c WHERE c.store_id = $1`,
  `SELECT 1 FROM customers WHERE store_id = $1 IS NULL`,
  `MERGE INTO customers c USING sessions s ON c.id = s.id WHEN MATCHED THEN DELETE`,
])('refuses a statement that leaves a store open, or excuses what needs no excuse: %s', (text) => {
  expect(checkStatement(text, stored)).not.toEqual([]);
});

it('knows the tables with a store by the migrations', () => {
  expect([...stored]).toEqual(
    expect.arrayContaining(['customers', 'orders', 'lots', 'outbox_events']),
  );
  expect(stored).not.toContain('feed_cursors');
});

it('has a statement for each reason to work across stores, and a reason for each such statement', async () => {
  const used = new Set<string>();
  for (const folder of ['packages', 'services'])
    for (const name of await readdir(path.join(root, folder)))
      for (const text of await sourcesOf(path.join(root, folder, name, 'src')))
        for (const [, purpose = ''] of text.matchAll(new RegExp(marker, 'g'))) used.add(purpose);
  expect([...used].sort()).toEqual(Object.keys(acrossStores).sort());
});

async function sourcesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sources = names.filter((name) => name.endsWith('.ts') && !folder.endsWith('testing/src'));
  return Promise.all(sources.map((name) => readFile(path.join(folder, name), 'utf8')));
}
