import pg from 'pg';
import type { ListedCustomer } from './operations.ts';
import type { Graph } from '../../infra/local/src/graph.ts';

export const customers = 200;
const ordersPerCustomer = 5;

async function run(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** A UUID of version 4 that follows from a number. */
const id = (kind: string, n = 'n') =>
  `overlay(overlay(md5('${kind} ' || ${n}) placing '4' from 13) placing '8' from 17)::uuid`;
const customerId = (n = 'n') => id('customer', n);

/** 200 customers with five orders and an account each, straight into the databases. */
export async function seed(graph: Graph): Promise<void> {
  await run(
    graph.databaseUrl('customers'),
    `INSERT INTO customers (id, store_id, customer_number, email, email_normal, email_verified_at, first_name, last_name,
       first_name_key, last_name_key, phone, created_at, updated_at)
     SELECT ${customerId()}, 'demo', 'C-9' || lpad(n::text, 6, '0'), 'buyer' || n || '@example.com',
       'buyer' || n || '@example.com', now(), 'First' || n, 'Last' || n, 'first' || n, 'last' || n, '+49301234' || (1000 + n),
       now() - n * interval '1 minute', now()
     FROM generate_series(1, ${customers}) n`,
    'ANALYZE customers',
  );
  await run(
    graph.databaseUrl('loyalty'),
    'BEGIN',
    `INSERT INTO accounts (id, store_id, customer_id, tier_key, tier_since, available, lifetime_earned, last_seq, enrolled_at,
       updated_at)
     SELECT ${id('account')}, 'demo', ${customerId()}, key, now(), 100 + n, 100 + n, 1, now(), now()
     FROM generate_series(1, ${customers}) n, tiers WHERE store_id = 'demo' AND rank = 0`,
    `INSERT INTO entries (id, store_id, account_id, seq, type, points, reason, available_at, balance_after, actor, created_at)
     SELECT ${id('entry')}, 'demo', ${id('account')}, 1, 'ADJUST_UP', 100 + n, 'welcome', now(), 100 + n,
       'staff:bench', now() FROM generate_series(1, ${customers}) n`,
    `INSERT INTO lots (entry_id, store_id, account_id, points, remaining, available_at, activated, counts_for_tier, created_at)
     SELECT ${id('entry')}, 'demo', ${id('account')}, 100 + n, 100 + n, now(), true, false, now()
     FROM generate_series(1, ${customers}) n`,
    'COMMIT',
  );
  await addOrders(graph, 0, customers * ordersPerCustomer);
}

/** Brings the orders of the store to a number. What is above the first thousand belongs to other customers. */
export async function addOrders(graph: Graph, present: number, wanted: number): Promise<void> {
  const owner = present === 0 ? customerId(`(n % ${customers} + 1)`) : customerId('(1000 + n / 5)');
  await run(
    graph.databaseUrl('orders'),
    `INSERT INTO orders (id, store_id, sequence, order_number, customer_id, status, payment_status, contact_email,
       contact_email_normal, contact_full_name, currency, subtotal, discount_total, shipping_total, tax_total, total, paid_total,
       placed_at)
     SELECT ${id('order')}, 'demo', 1000000 + n, 'O-' || (1000000 + n), ${owner}, 'DELIVERED', 'PAID',
       'buyer@example.com', 'buyer@example.com', 'Some Buyer', 'EUR', 1000 + n % 9000, 0, 490, 0, 1490 + n % 9000,
       1490 + n % 9000, now() - n * interval '1 minute'
     FROM generate_series(${present + 1}, ${wanted}) n`,
    'ANALYZE orders',
  );
}

interface ListAnswer {
  readonly data: {
    readonly customers: { readonly edges: readonly { cursor: string; node: { id: string } }[] };
  } | null;
}

/** All customers as the list has them. */
export async function listCustomers(url: string, token: string): Promise<ListedCustomer[]> {
  const listed: ListedCustomer[] = [];
  for (let after: string | null = null; listed.length < customers;) {
    const response: Response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: token },
      body: JSON.stringify({
        query:
          'query ($after: String) { customers(first: 100, after: $after) { edges { cursor node { id } } } }',
        variables: { after },
      }),
    });
    const text = await response.text();
    const { data }: ListAnswer = JSON.parse(text);
    if (!data) throw new Error(text);
    const { edges } = data.customers;
    if (edges.length === 0) break;
    listed.push(...edges.map(({ cursor, node }) => ({ id: node.id, cursor })));
    after = edges.at(-1)?.cursor ?? null;
  }
  return listed;
}
