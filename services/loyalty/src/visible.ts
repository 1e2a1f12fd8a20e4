import { scopeOf, type RequestContext } from '@customer-graph/subgraph';
import { findAccounts } from './db/accounts.ts';
import type { Database } from './db/database.ts';
import { findEntries } from './db/entries.ts';
import type { Account } from './domain/account.ts';
import type { Entry } from './domain/entry.ts';

const permission = 'loyalty:read';

/** Accounts by what they were asked for: a customer's own, or the store's for whoever may read them. */
export async function findVisibleAccounts(
  db: Database,
  request: RequestContext,
  by: 'id' | 'customerId',
  ids: readonly string[],
): Promise<ReadonlyMap<string, Account>> {
  const { storeId, customerId } = scopeOf(request, permission);
  const hidden = by === 'customerId' && customerId !== null;
  const asked = hidden ? ids.filter((id) => id === customerId) : ids;
  const found = asked.length > 0 ? await findAccounts(db, storeId, by, asked, customerId) : [];
  return new Map(found.map((account) => [account[by], account]));
}

export async function findVisibleEntries(
  db: Database,
  request: RequestContext,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Entry>> {
  const { storeId, customerId } = scopeOf(request, permission);
  const found = await findEntries(db, storeId, ids);
  const all = new Map(found.map((entry) => [entry.id, entry]));
  if (customerId === null || found.length === 0) return all;
  const [own] = await findAccounts(db, storeId, 'customerId', [customerId], customerId);
  return new Map(found.filter((each) => each.accountId === own?.id).map((each) => [each.id, each]));
}
