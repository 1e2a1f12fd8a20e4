import pg from 'pg';

/** Runs one statement on the database of a test. */
export async function sql<Row extends pg.QueryResultRow>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** How many rows each table has, and how far the numbers have gone. */
export const countRows = (url: string) =>
  sql(
    url,
    `SELECT (SELECT count(*) FROM orders) AS orders, (SELECT count(*) FROM order_lines) AS lines,
       (SELECT count(*) FROM order_addresses) AS addresses, (SELECT count(*) FROM order_history) AS history,
       (SELECT count(*) FROM payments) AS payments, (SELECT count(*) FROM refunds) AS refunds,
       (SELECT count(*) FROM idempotency_keys) AS keys, (SELECT sum(value) FROM counters) AS numbers,
       (SELECT sum(version) FROM orders) AS versions`,
  );
