import {
  readContactEvent,
  readCustomerEvent,
  rememberCustomer,
  writeReceipt,
} from '@customer-graph/customer-references';
import type { FeedEvent } from '@customer-graph/events';
import { lockFeeds } from '../db/customer-refs.ts';
import { customerDocument } from '../db/customer-document.ts';
import type { Transaction } from '../db/database.ts';
import { findUnsettledOrders } from '../db/order-earnings.ts';
import type { Module } from './module.ts';
import { settleCustomer } from './settle-customer.ts';
import { scheduler, settleWithin } from './settle-due.ts';
import { settleOrder } from './settle-order.ts';

/** Follows what happens to a customer. Bears repetition, and events in any order. */
export const applyCustomerEvent =
  (module: Module) =>
  async (tx: Transaction, event: FeedEvent): Promise<void> => {
    const contact = readContactEvent(event);
    // Points belong to customers; nothing here is known by an address.
    if (contact)
      return writeReceipt(tx, { ...contact, detail: 'No data is stored by e-mail address.' });
    const customer = readCustomerEvent(event);
    if (!customer) return;
    const { type, storeId, customerId, requestId } = customer;
    await lockFeeds(tx);
    // Waits for writes that refer to the customer, and is waited for by those that come after.
    await rememberCustomer(tx, customer);
    const heir = await settleCustomer(module, tx, storeId, customerId);
    if (heir && heir.status !== 'ERASED')
      for (const order of await findUnsettledOrders(tx, storeId, customerId))
        await settleOrder(module, tx, order);
    if (requestId === null) return;
    if (type === 'customer.erased')
      await writeReceipt(tx, {
        ...{ requestId, storeId },
        detail: 'Points forfeited; reasons and sources of the ledger cleared.',
      });
    if (type === 'customer.export_requested') {
      await settleWithin(module, tx, { storeId, customerId, actor: scheduler });
      const document = await customerDocument(tx, storeId, customerId);
      const detail = document ? `${document.entries.length} entries` : 'No loyalty account.';
      await writeReceipt(tx, { requestId, storeId, detail, document });
    }
  };
