import { lockHeir, type Heir } from '../db/customer-refs.ts';
import type { Transaction } from '../db/database.ts';
import { eraseAccount } from './erase-account.ts';
import { mergeAccounts } from './merge-accounts.ts';
import type { Module } from './module.ts';

/**
 * Makes accounts agree with what is known of a customer: those of merged customers go to whoever stands for them, those of
 * erased ones are cleared. It goes by what is known, not by what was just told, so that repetition and any order of events
 * lead to the same end. @returns who stands for the customer, locked; null while it is unknown
 */
export async function settleCustomer(
  module: Module,
  tx: Transaction,
  storeId: string,
  customerId: string,
): Promise<Heir | null> {
  const heir = await lockHeir(tx, storeId, customerId);
  if (!heir) return null;
  if (heir.status === 'ERASED') {
    for (const id of [...heir.merged, heir.id])
      await eraseAccount(module, tx, { storeId, customerId: id });
    return heir;
  }
  for (const from of heir.merged) await mergeAccounts(module, tx, { storeId, from, to: heir.id });
  return heir;
}
