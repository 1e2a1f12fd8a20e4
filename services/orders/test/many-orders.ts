import pino from 'pino';
import { openDatabase } from '../src/db/database.ts';
import { fillSearchKeys } from '../src/db/search-keys.ts';
import { sql } from './rows.ts';

/** How many customers the orders of {@link insertOrders} belong to; each has as many as the others. */
const manyCustomers = 50_000;

/** The id of one of those customers. */
export const customerIdOf = (number: number): string =>
  `0195d8a0-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;

/** Fills the demo store with orders over four years, by SQL alone: a tenth of guests, statuses as a shop has them. */
export async function insertOrders(url: string, count: number): Promise<void> {
  const indexes = await sql<{ name: string; definition: string }>(
    url,
    `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
     WHERE tablename = 'orders' AND indexname NOT IN ('orders_pkey', 'orders_without_search_key')`,
  );
  for (const { name } of indexes) await sql(url, `DROP INDEX ${name}`);
  await sql(url, generate, [count, manyCustomers]);
  const db = openDatabase({ url, poolSize: 2, log: pino({ level: 'silent' }) });
  await fillSearchKeys(db);
  await db.close();
  // Built afterwards, indexes take a fraction of the time.
  for (const { definition } of indexes) await sql(url, definition);
  await sql(url, 'VACUUM ANALYZE orders');
}

/** Gives the demo store, in which there are no others, so many orders of a guest. */
export const insertGuestOrders = (url: string, email: string, count: number) =>
  sql(
    url,
    `INSERT INTO orders (id, store_id, sequence, order_number, payment_status, contact_email, contact_email_normal,
       fully_paid, currency, subtotal, discount_total, shipping_total, tax_total, total)
     SELECT gen_random_uuid(), 'demo', n, 'O-' || lpad(n::text, 6, '0'), 'UNPAID', $1, $1, false, 'EUR',
       100, 0, 0, 0, 100
     FROM generate_series(1, $2::bigint) AS n`,
    [email, count],
  );

const generate = `
  INSERT INTO orders (id, store_id, sequence, order_number, customer_id, status, payment_status, contact_email,
    contact_email_normal, contact_full_name, currency, subtotal, discount_total, shipping_total, tax_total, total,
    paid_total, refunded_total, fully_paid, placed_at, created_at, updated_at, cancelled_at)
  SELECT
    ('0195d8a1-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'demo', n, 'O-' || lpad(n::text, 6, '0'),
    CASE WHEN n % 10 <> 0
      THEN ('0195d8a0-0000-7000-8000-' || lpad(to_hex(n % $2), 12, '0'))::uuid END,
    status::"OrderStatus",
    CASE WHEN status = 'CANCELLED' THEN 'UNPAID' ELSE 'PAID' END::"OrderPaymentStatus",
    'buyer' || n % $2 || '@example.com', 'buyer' || n % $2 || '@example.com',
    'Alex Family' || n % 1000, CASE WHEN n % 7 = 0 THEN 'USD' ELSE 'EUR' END,
    n % 100000, 0, 0, 0, n % 100000, CASE WHEN status = 'CANCELLED' THEN 0 ELSE n % 100000 END, 0, status <> 'CANCELLED',
    placed, placed, placed, CASE WHEN status = 'CANCELLED' THEN placed END
  FROM (
    SELECT n, timestamptz '2022-01-01' + n * (interval '4 years' / $1) AS placed,
      CASE WHEN n % 50 = 0 THEN 'CANCELLED' WHEN n > $1 - $1 / 1000 THEN 'PENDING' ELSE 'DELIVERED' END AS status
    FROM generate_series(1, $1::bigint) AS n WHERE n % 100000 <> 0
  ) AS made`;
