import type { Page } from '@customer-graph/subgraph';
import { statementCounts } from '@customer-graph/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findAccounts } from '../src/db/accounts.ts';
import type { Database } from '../src/db/database.ts';
import { findActiveHoldsOf } from '../src/db/holds.ts';
import { findExpiring, findMovedLots, selectEntryPages } from '../src/db/ledger-pages.ts';
import { findDueCustomers, findTierStandings } from '../src/db/schedule.ts';
import { qualifyingPointsOf } from '../src/db/tier-points.ts';
import { fillAccounts } from './many-accounts.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

// 150,000 entries: as many as are written in seconds; the plans are those of a larger ledger already.
const accounts = 3_000;
let loyalty: LoyaltyUnderTest;
let customerIds: string[];
let accountIds: string[];
beforeAll(async () => {
  loyalty = await startLoyalty();
  await fillAccounts(loyalty, accounts);
  const rows = await loyalty.sql<{ id: string; customer_id: string }>(
    'SELECT id, customer_id FROM accounts ORDER BY id LIMIT 20',
  );
  customerIds = rows.map((row) => row.customer_id);
  accountIds = rows.map(({ id }) => id);
}, 120_000);
afterAll(() => loyalty.stop());

/** The plans of the statements that run meanwhile, as text. */
async function plansOf(work: (db: Database) => Promise<unknown>): Promise<string[]> {
  const plans: string[] = [];
  const { db } = loyalty.module;
  await work({
    ...db,
    query: async (name, text, values) => {
      const rows = await loyalty.sql<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values);
      plans.push(rows.map((line) => line['QUERY PLAN']).join('\n'));
      return db.query(name, text, values);
    },
  });
  return plans;
}
const page: Page = { limit: 20, backward: false, cursor: null, order: 'entries' };
const anything = { type: null, from: null, to: null };
const yearAgo = new Date(Date.now() - 365 * 86_400_000);

it.each<[string, string, (db: Database) => Promise<unknown>]>([
  [
    'accounts of 20 customers',
    'accounts_store_id_customer_id_key',
    (db) => findAccounts(db, 'demo', 'customerId', customerIds),
  ],
  [
    'a page of the ledger of 20 accounts',
    'entries_account_id_seq_key',
    (db) => selectEntryPages(db, accountIds, anything, page),
  ],
  [
    'qualifying points of 20 accounts',
    'lots_qualifying',
    (db) => qualifyingPointsOf(db, accountIds, yearAgo, new Date()),
  ],
  ['holds of 20 accounts', 'holds_active', (db) => findActiveHoldsOf(db, accountIds)],
  [
    'expiring points of 20 accounts',
    'lots_open',
    (db) => findExpiring(db, accountIds, new Date(Date.now() + 30 * 86_400_000)),
  ],
  [
    'lots that 100 entries moved',
    'allocations_entry_id_id_idx',
    async (db) => findMovedLots(db, accountIds),
  ],
  ['what has fallen due', 'lots_to_expire', (db) => findDueCustomers(db, 'demo', new Date(), 200)],
  [
    'a batch of the review',
    'lots_qualifying',
    (db) => findTierStandings(db, 'demo', yearAgo, new Date(), null, 200),
  ],
])('reads %s in one statement by index', async (_what, index, work) => {
  const plans = await plansOf(work);
  expect(plans).toHaveLength(1);
  expect(plans[0]).toContain(index);
  expect(plans[0]).not.toMatch(/Seq Scan on (entries|lots|allocations|accounts)/);
});

/** Statements that ran meanwhile, other than those of followers, which look for work every second. */
async function countReads(work: () => Promise<unknown>): Promise<number> {
  const read = async () =>
    [...(await statementCounts(loyalty.databaseUrl))]
      .filter(([text]) => !/^(BEGIN|COMMIT|ROLLBACK)|privacy_receipts|feed_cursors/i.test(text))
      .reduce((sum, [, calls]) => sum + calls, 0);
  const before = await read();
  await work();
  return (await read()) - before;
}

it('asks the database as often for 20 customers as for one', async () => {
  const ask = (ids: readonly string[]) =>
    loyalty.query<{ _entities: { loyalty: { entries: { edges: unknown[] } } }[] }>(
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Customer { loyalty {
        balance { available } tier { key } tierProgress { pointsToNextTier } metrics { key }
        holds { id } expiring { points } entries(first: 5) { edges { node { points allocations { points } } } } } } } }`,
      {
        authorization: loyalty.staff,
        variables: { of: ids.map((id) => ({ __typename: 'Customer', id })) },
      },
    );
  const one = await countReads(() => ask(customerIds.slice(0, 1)));
  const twenty = await countReads(async () => {
    const { data } = await ask(customerIds);
    expect(data._entities).toHaveLength(20);
    expect(data._entities[19]?.loyalty.entries.edges).toHaveLength(5);
  });
  // accounts, programme, entries, allocations, qualifying points, holds, expiring points
  expect(one).toBe(7);
  expect(twenty).toBe(7);
});

it('adds up', async () => {
  expect(await loyalty.differences()).toEqual([]);
}, 60_000);
