import { findAccounts, type ReadAccount } from '../db/accounts.ts';
import { findDueCustomers } from '../db/schedule.ts';
import { eachAccount } from './each-account.ts';
import type { Module } from './module.ts';
import { scheduler, settleAccount } from './settle-due.ts';

/**
 * Accounts as a write would find them at this moment: where something has fallen due that the scheduler has not come to yet, it
 * is settled, and they are read again.
 */
export async function upToDate(
  module: Module,
  storeId: string,
  read: (now: Date) => Promise<ReadAccount[]>,
): Promise<ReadAccount[]> {
  const rows = await read(module.clock());
  const due = rows.filter((row) => row.due);
  if (due.length === 0) return rows;
  await settle(
    module,
    storeId,
    due.map(({ customerId }) => customerId),
  );
  return read(module.clock());
}

/** Accounts of the store, up to date, by id or by customer; of one reader only, where one is named. */
export const readAccounts = (
  module: Module,
  { storeId, reader }: { readonly storeId: string; readonly reader: string | null },
  by: 'id' | 'customerId',
  ids: readonly string[],
): Promise<ReadAccount[]> =>
  upToDate(module, storeId, (now) => findAccounts(module.db, { storeId, reader, now }, by, ids));

/** Settles what is due in a store, as far as one look finds it: what a list is filtered and sorted by. */
export const settleSome = async (module: Module, storeId: string): Promise<void> =>
  settle(module, storeId, await findDueCustomers(module.db, storeId, module.clock()));

async function settle(module: Module, storeId: string, customerIds: string[]): Promise<void> {
  await eachAccount(customerIds, (customerId) =>
    settleAccount(module, { storeId, customerId, actor: scheduler }),
  );
}
