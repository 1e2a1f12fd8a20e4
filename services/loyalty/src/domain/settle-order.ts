import { lockAccount } from '../db/accounts.ts';
import type { Transaction } from '../db/database.ts';
import { findEntryOfSource } from '../db/entries.ts';
import { findCustomerOfEntry, settledOrder, type OrderEarning } from '../db/order-earnings.ts';
import { giveAgainForPayment } from './give-again-for-payment.ts';
import { earnForSpend } from './earn-for-spend.ts';
import { earningMinor } from './earning.ts';
import { gifts, type Entry } from './entry.ts';
import type { Module } from './module.ts';
import { orderSource } from './order-share.ts';
import { settleCustomer } from './settle-customer.ts';
import { takeBackForRefund } from './take-back-for-refund.ts';
import { prepareWrite, type Write } from './write.ts';

/**
 * Gives what a paid order earns, once, takes back what is returned, and gives that again when it is paid again. An order without a customer, or of one
 * who is not known yet, waits; whoever stands for a merged customer earns; nobody earns for an erased one.
 */
export async function settleOrder(
  module: Module,
  tx: Transaction,
  order: OrderEarning,
): Promise<void> {
  const { storeId, entryId, earned } = order;
  const toEarn = earned === null && order.fullyPaid && !order.cancelled;
  const toFollow = entryId !== null && order.returnedMinor !== order.settledMinor;
  if (!toEarn && !toFollow) return;
  const customerId = entryId
    ? await findCustomerOfEntry(tx, { storeId, id: entryId })
    : order.customerId;
  const heir = customerId === null ? null : await settleCustomer(module, tx, storeId, customerId);
  if (!heir || heir.status === 'ERASED') return;
  const scope = { storeId, customerId: heir.id, actor: 'service:orders' };
  const write = await prepareWrite(module, tx, scope);
  const gift = await giftFor(tx, write, order);
  const moved = gift && (await followReturns(tx, write, order, gift));
  await settledOrder(tx, order, {
    earned: gift?.points ?? 0,
    entryId: gift?.id ?? null,
    takenBack: moved ? -moved.points : 0,
  });
}

/** Takes or gives what has changed since by refunds, or by payments after them. */
async function followReturns(
  tx: Transaction,
  write: Write,
  order: OrderEarning,
  gift: Entry,
): Promise<Entry | null> {
  const { returnedMinor, settledMinor, orderNumber, takenBack } = order;
  const spend = { ...spendOf(order), ...returnOf(order) };
  if (returnedMinor > settledMinor) return takeBackForRefund(tx, write, spend);
  if (returnedMinor === settledMinor) return null;
  const reason = `Order ${orderNumber} paid again`;
  return giveAgainForPayment(tx, write, { ...spend, gift, takenBack, reason });
}

const spendOf = ({ orderId, orderNumber, netMinor, currency }: OrderEarning) => ({
  source: orderSource(orderId),
  reason: `Order ${orderNumber}`,
  netMinor,
  currency,
});

const returnOf = ({ orderNumber, returnedMinor, cancelled }: OrderEarning) => ({
  refundedMinor: returnedMinor,
  reason: cancelled ? `Order ${orderNumber} cancelled` : `Refund of order ${orderNumber}`,
});

/** The entry that the order has earned by; points that someone has given for it already stand for what it would earn. */
async function giftFor(tx: Transaction, write: Write, order: OrderEarning): Promise<Entry | null> {
  const spend = spendOf(order);
  if (order.earned === null) {
    const netMinor = earningMinor(write.program, order);
    const entry = await earnForSpend(tx, write, { ...spend, netMinor });
    if (entry && '__typename' in entry) throw new Error(entry.message);
    if (entry) return entry;
  }
  const account = await lockAccount(tx, write.storeId, write.customerId);
  const gift =
    account && (await findEntryOfSource(tx, account, { ...spend, types: gifts, owner: 'SHOP' }));
  if (!gift && order.entryId) throw new Error(`what order ${order.orderId} earned is not there`);
  return gift;
}
