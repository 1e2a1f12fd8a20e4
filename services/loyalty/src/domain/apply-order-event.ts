import type { FeedEvent } from '@customer-graph/events';
import { lockFeeds } from '../db/customer-refs.ts';
import type { Transaction } from '../db/database.ts';
import { rememberOrder } from '../db/order-earnings.ts';
import { lockOrderSource } from '../db/spends-for-order.ts';
import type { Module } from './module.ts';
import { readOrderEvent } from './order-event.ts';
import { returnSpends } from './return-spends.ts';
import { settleOrder } from './settle-order.ts';

/** Follows what happens to an order. Bears repetition, and events of one order in any order. */
export const applyOrderEvent =
  (module: Module) =>
  async (tx: Transaction, event: FeedEvent): Promise<void> => {
    const state = readOrderEvent(event);
    if (!state) return;
    await lockFeeds(tx);
    await lockOrderSource(tx, state.storeId, state.orderId);
    const order = await rememberOrder(tx, state);
    if (!order) return;
    // First, so that points that come back can cover what has to be taken.
    await returnSpends(module, tx, order);
    await settleOrder(module, tx, order);
  };
