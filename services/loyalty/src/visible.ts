import { scopeOf, type RequestContext } from '@customer-graph/subgraph';
import { findEntries } from './db/entries.ts';
import type { Account } from './domain/account.ts';
import type { Entry } from './domain/entry.ts';
import type { Module } from './domain/module.ts';
import { readAccounts } from './domain/up-to-date.ts';

const permission = 'loyalty:read';

/** Accounts by what they were asked for: a customer's own, or the store's for whoever may read them. */
export async function findVisibleAccounts(
  module: Module,
  request: RequestContext,
  by: 'id' | 'customerId',
  ids: readonly string[],
): Promise<ReadonlyMap<string, Account>> {
  const { storeId, customerId } = scopeOf(request, permission);
  const hidden = by === 'customerId' && customerId !== null;
  const asked = hidden ? ids.filter((id) => id === customerId) : ids;
  if (asked.length === 0) return new Map();
  const found = await readAccounts(module, { storeId, reader: customerId }, by, asked);
  return new Map(found.map((account) => [account[by], account]));
}

export async function findVisibleEntries(
  module: Module,
  request: RequestContext,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Entry>> {
  const { storeId, customerId } = scopeOf(request, permission);
  const found = await findEntries(module.db, storeId, ids);
  const all = new Map(found.map((entry) => [entry.id, entry]));
  if (customerId === null || found.length === 0) return all;
  const reader = { storeId, reader: customerId };
  const [own] = await readAccounts(module, reader, 'customerId', [customerId]);
  return new Map(found.filter((each) => each.accountId === own?.id).map((each) => [each.id, each]));
}
