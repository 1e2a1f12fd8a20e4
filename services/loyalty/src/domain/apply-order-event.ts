import type { FeedEvent } from '@customer-graph/events';
import { lockFeeds } from '../db/customer-refs.ts';
import type { Transaction } from '../db/database.ts';
import { rememberOrder } from '../db/order-earnings.ts';
import type { Module } from './module.ts';
import { readOrderEvent } from './order-event.ts';
import { settleOrder } from './settle-order.ts';

/** Follows what happens to an order. Bears repetition, and events of one order in any order. */
export const applyOrderEvent =
  (module: Module) =>
  async (tx: Transaction, event: FeedEvent): Promise<void> => {
    const state = readOrderEvent(event);
    if (!state) return;
    await lockFeeds(tx);
    const order = await rememberOrder(tx, state);
    if (order) await settleOrder(module, tx, order);
  };
