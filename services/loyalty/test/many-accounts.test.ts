import type { Page } from '@customer-graph/subgraph';
import { statementCounts } from '@customer-graph/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findAccounts } from '../src/db/accounts.ts';
import type { Database } from '../src/db/database.ts';
import { findActiveHoldsOf } from '../src/db/holds.ts';
import { findExpiring, findMovedLots, selectEntryPages } from '../src/db/ledger-pages.ts';
import { findDifferencesOf } from '../src/db/reconcile.ts';
import { findDueCustomers, findTierStandings } from '../src/db/schedule.ts';
import { qualifyingPointsOf } from '../src/db/tier-points.ts';
import { fillAccounts } from './many-accounts.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

const day = 86_400_000;
const accounts = 100_000;
let loyalty: LoyaltyUnderTest;
let customerIds: string[];
let accountIds: string[];
let spendIds: string[];
beforeAll(async () => {
  loyalty = await startLoyalty();
  await fillAccounts(loyalty.databaseUrl, accounts);
  const chosen = await loyalty.sql<{ id: string; customer_id: string }>(
    'SELECT id, customer_id FROM accounts ORDER BY random() LIMIT 20',
  );
  customerIds = chosen.map((row) => row.customer_id);
  accountIds = chosen.map(({ id }) => id);
  const spends = await loyalty.sql<{ id: string }>(
    `SELECT id FROM entries WHERE account_id = ANY ($1) AND seq BETWEEN 46 AND 50`,
    [accountIds],
  );
  spendIds = spends.map(({ id }) => id);
}, 300_000);
afterAll(() => loyalty.stop());

it('has 100,000 accounts and 5,000,000 entries', async () => {
  expect(
    await loyalty.sql(
      `SELECT (SELECT count(*)::int FROM accounts) AS accounts, (SELECT count(*)::int FROM entries) AS entries,
         (SELECT count(*)::int FROM lots) AS lots, (SELECT count(*)::int FROM allocations) AS allocations`,
    ),
  ).toEqual([
    { accounts, entries: 50 * accounts, lots: 25 * accounts, allocations: 25 * accounts },
  ]);
});

interface Explained {
  /** The plan for these values, as it ran. */
  readonly ran: string;
  /** The plan for any values, which PostgreSQL may keep for a prepared statement. */
  readonly generic: string;
  /** Pages that it touched, 8 kB each. */
  readonly pages: number;
}

/** Explains the statements that run meanwhile. */
async function explain(work: (db: Database) => Promise<unknown>): Promise<Explained[]> {
  const explained: Explained[] = [];
  const { db } = loyalty.module;
  const planOf = async (how: string, text: string, values?: unknown[]) => {
    const rows = await loyalty.sql<{ 'QUERY PLAN': string }>(`EXPLAIN (${how}) ${text}`, values);
    return rows.map((line) => line['QUERY PLAN']).join('\n');
  };
  await work({
    ...db,
    query: async (name, text, values) => {
      const ran = await planOf('ANALYZE, BUFFERS', text, values);
      const [, hit = 0, read = 0] = /Buffers: shared hit=(\d+)(?: read=(\d+))?/.exec(ran) ?? [];
      const generic = await planOf('GENERIC_PLAN', text);
      explained.push({ ran, generic, pages: Number(hit) + Number(read) });
      return db.query(name, text, values);
    },
  });
  return explained;
}
const page: Page = { limit: 20, backward: false, cursor: null, order: 'entries' };
const anything = { type: null, from: null, to: null };
const yearAgo = new Date(Date.now() - 365 * day);

// Pages: of 20 accounts, each row lies on a page of its own, and an index is three pages deep. Its keys begin with the store, so
// that an account's many entries in it may lie on three pages.
it.each<[string, string, number, (db: Database) => Promise<unknown>]>([
  [
    'accounts of 20 customers',
    'accounts_store_id_customer_id_key',
    20 * (4 + 2 + 4),
    (db) =>
      findAccounts(
        db,
        { storeId: 'demo', reader: null, now: new Date() },
        'customerId',
        customerIds,
      ),
  ],
  [
    'a page of the ledger of 20 accounts',
    'entries_store_id_account_id_seq_key',
    20 * (6 + 21),
    (db) => selectEntryPages(db, 'demo', accountIds, anything, page),
  ],
  [
    'qualifying points of 20 accounts',
    'lots_qualifying',
    20 * (6 + 25 + 2),
    (db) => qualifyingPointsOf(db, 'demo', accountIds, yearAgo, new Date()),
  ],
  [
    'holds of 20 accounts',
    'holds_active',
    20 * 2,
    (db) => findActiveHoldsOf(db, 'demo', accountIds),
  ],
  [
    'expiring points of 20 accounts',
    'lots_open',
    20 * (6 + 25),
    (db) => findExpiring(db, 'demo', accountIds, new Date(Date.now() + 70 * day)),
  ],
  [
    'lots that 100 entries moved',
    'allocations_store_id_entry_id_id_idx',
    100 * (5 + 4),
    (db) => findMovedLots(db, 'demo', spendIds),
  ],
  [
    'a batch of what has fallen due when everything has',
    'lots_to_expire',
    200 * 8,
    (db) => findDueCustomers(db, 'demo', new Date(Date.now() + 400 * day)),
  ],
  [
    'a batch of the review',
    'lots_qualifying',
    200 * (6 + 25 + 5),
    (db) => findTierStandings(db, 'demo', yearAgo, new Date(), null, 200),
  ],
])('reads %s in one statement by index', async (_what, index, mostPages, work) => {
  const explained = await explain(work);
  expect(explained).toHaveLength(1);
  for (const { ran, generic, pages } of explained) {
    for (const plan of [ran, generic]) {
      expect(plan).toContain(index);
      expect(plan).not.toMatch(/Seq Scan on (entries|lots|allocations|accounts)/);
    }
    expect(pages).toBeGreaterThan(0);
    expect(pages).toBeLessThanOrEqual(mostPages);
  }
});

/** How often each statement ran meanwhile; not those of followers, which look for work every second. */
async function countReads(work: () => Promise<unknown>): Promise<number[]> {
  const read = async () =>
    [...(await statementCounts(loyalty.databaseUrl))].filter(
      ([text]) => !/^(BEGIN|COMMIT|ROLLBACK)|privacy_receipts|feed_cursors/i.test(text),
    );
  const before = new Map(await read());
  await work();
  return (await read())
    .map(([text, calls]) => calls - (before.get(text) ?? 0))
    .filter((calls) => calls > 0);
}

const ask = (fields: string, ids: readonly string[]) =>
  loyalty.query<{ _entities: { loyalty: Record<string, unknown> }[] }>(
    `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Customer { loyalty { ${fields} } } } }`,
    {
      authorization: loyalty.staff,
      variables: { of: ids.map((id) => ({ __typename: 'Customer', id })) },
    },
  );

// What the fields need beside the accounts themselves.
it.each([
  ['balance { available lifetimeEarned }', []],
  ['entries(first: 20) { edges { node { points balanceAfter } } }', ['entries']],
  ['tierProgress { qualifyingPoints pointsToNextTier }', ['programme', 'qualifying points']],
  [
    `balance { available } tier { key } tierProgress { pointsToNextTier } metrics { key } holds { id }
     expiring { points } entries(first: 5) { edges { node { points allocations { points } } } }`,
    ['programme', 'entries', 'allocations', 'qualifying points', 'holds', 'expiring points'],
  ],
])('asks the database for { %s } of 20 customers as often as for one', async (fields, needs) => {
  const once = [...needs.map(() => 1), 1];
  const { data } = await ask(fields, customerIds);
  expect(data._entities).toHaveLength(20);
  for (const { loyalty: account } of data._entities) expect(account).not.toBeNull();
  // The scheduler's own statements fall into a count now and then, but not into every one.
  for (const ids of [customerIds.slice(0, 1), customerIds])
    await expect.poll(() => countReads(() => ask(fields, ids)), { timeout: 15_000 }).toEqual(once);
});

it('adds up: all accounts together, and 500 of them by everything that the ledger says', async () => {
  const [sums] = await loyalty.sql(
    `SELECT (SELECT sum(available + pending + held - debt)::int FROM accounts) AS balances,
       (SELECT sum(points)::int FROM entries) AS entries, (SELECT sum(remaining)::int FROM lots) AS lots`,
  );
  const sum = accounts * 125;
  expect(sums).toEqual({ balances: sum, entries: sum, lots: sum });
  const some = await loyalty.sql<{ id: string }>(
    'SELECT id FROM accounts ORDER BY random() LIMIT 500',
  );
  const ids = some.map(({ id }) => id);
  expect(await findDifferencesOf(loyalty.module.db, 'demo', ids)).toEqual([]);
}, 60_000);
