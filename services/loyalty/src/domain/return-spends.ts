import type { Transaction } from '../db/database.ts';
import { findAftermath } from '../db/entries.ts';
import { findOrder, type OrderEarning } from '../db/order-earnings.ts';
import { findHoldersFor, findSpendsOn } from '../db/spends-for-order.ts';
import type { Account } from './account.ts';
import type { Entry, EntrySource } from './entry.ts';
import { endHold } from './ledger/holds.ts';
import { mergeAccounts } from './merge-accounts.ts';
import type { Module } from './module.ts';
import { isWhollyReturned, orderOf, orderSource, pointsToReturn } from './order-share.ts';
import { returnSpent } from './return-spent.ts';
import { settleCustomer } from './settle-customer.ts';
import { accountToTake, inBook, prepareWrite, type Write } from './write.ts';

const actor = 'service:orders';

/**
 * Gives back what was redeemed for an order as far as the order was returned, whoever redeemed it, and releases what is still
 * held for one that was returned as a whole. Goes by what the ledger says of each spend, so repetition changes nothing.
 */
export async function returnSpends(
  module: Module,
  tx: Transaction,
  order: OrderEarning,
): Promise<void> {
  const { storeId, orderId } = order;
  if (!order.returned && order.returnedMinor === 0) return;
  for (const { entry, customerId } of await findSpendsOn(tx, storeId, orderSource(orderId)))
    await onAccount(module, tx, { storeId, customerId }, (account, write) =>
      returnSpend(tx, write, account, { entry, order }),
    );
  if (!isWhollyReturned(order)) return;
  for (const customerId of await findHoldersFor(tx, storeId, orderSource(orderId)))
    await onAccount(module, tx, { storeId, customerId }, (account, write) =>
      releaseHeldFor(tx, write, account, orderId),
    );
}

/** Gives back at once what has just been redeemed for an order that was returned before. @returns the account after it */
export async function returnSpentNow(
  tx: Transaction,
  write: Write,
  account: Account,
  { entry, source }: { readonly entry: Entry; readonly source: EntrySource | null },
): Promise<Account> {
  const orderId = orderOf(source);
  const order = orderId === null ? null : await findOrder(tx, write.storeId, orderId);
  return order ? returnSpend(tx, { ...write, actor }, account, { entry, order }) : account;
}

/** Does work on the account on which something was spent, and moves what comes back on to whoever has taken it over. */
async function onAccount(
  module: Module,
  tx: Transaction,
  { storeId, customerId }: { readonly storeId: string; readonly customerId: string },
  work: (account: Account, write: Write) => Promise<Account>,
): Promise<void> {
  const heir = await settleCustomer(module, tx, storeId, customerId);
  if (!heir || heir.status === 'ERASED') return;
  const write = await prepareWrite(module, tx, { storeId, customerId, actor });
  const account = await accountToTake(tx, write);
  if (!account) return;
  await work(account, write);
  if (account.mergedInto)
    await mergeAccounts(module, tx, { storeId, from: customerId, to: heir.id });
}

async function returnSpend(
  tx: Transaction,
  write: Write,
  account: Account,
  { entry, order }: { readonly entry: Entry; readonly order: OrderEarning },
): Promise<Account> {
  const { reversed } = await findAftermath(tx, entry);
  const points = pointsToReturn(order, -entry.points) - reversed;
  if (points <= 0) return account;
  const { orderNumber, cancelled } = order;
  const reason = cancelled ? `Order ${orderNumber} cancelled` : `Refund of order ${orderNumber}`;
  const after = await inBook(tx, account, write, async (book) => {
    await returnSpent(book, tx, write.program, { entry, points, reason });
    return { __typename: 'Returned' as const };
  });
  return after.account;
}

async function releaseHeldFor(
  tx: Transaction,
  write: Write,
  account: Account,
  orderId: string,
): Promise<Account> {
  const after = await inBook(
    tx,
    account,
    write,
    (book) => {
      for (const hold of book.holds)
        if (hold.status === 'ACTIVE' && orderOf(hold.source) === orderId)
          endHold(book, hold, 'RELEASED');
      return { __typename: 'Released' as const };
    },
    0,
  );
  return after.account;
}
