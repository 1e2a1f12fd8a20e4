import { lockAccount } from '../db/accounts.ts';
import type { Transaction } from '../db/database.ts';
import { blankEntries, forgetCalls } from '../db/erase.ts';
import { forfeit } from './ledger/forfeit.ts';
import type { Module } from './module.ts';
import { inBook, prepareWrite } from './write.ts';

/**
 * Forfeits a customer's points and clears what people have written about them, on the accounts it has taken over too. The
 * amounts stay, and so does a debt, which nobody is left to pay.
 */
export async function eraseAccount(
  module: Module,
  tx: Transaction,
  { storeId, customerId }: { readonly storeId: string; readonly customerId: string },
): Promise<void> {
  const account = await lockAccount(tx, storeId, customerId);
  if (account) {
    const actor = 'service:customers';
    const write = await prepareWrite(module, tx, { storeId, actor, customerId });
    await inBook(tx, account, write, (book) => {
      forfeit(book, 'Customer erased');
      return { __typename: 'Forfeited' as const };
    });
    await blankEntries(tx, account);
  }
  await forgetCalls(tx, storeId, customerId, account?.id ?? null);
}
