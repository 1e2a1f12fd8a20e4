import {
  isId,
  notFound,
  transactional,
  versionConflict,
  parseArguments,
  type Scope,
} from '@customer-graph/subgraph';
import { text } from '@customer-graph/text';
import { z } from 'zod';
import { subjects } from '../db/database.ts';
import { lockOrder } from '../db/orders.ts';
import { moveOrder } from './change-order.ts';
import type { Module } from './module.ts';
import { availableTransitions, illegalTransition, type OrderStatus } from './order-status.ts';
import { orderPayload, type OrderResult } from './order.ts';

const checked = z.object({ note: text(2_000).nullish() });

export interface TransitionOrder {
  readonly id: string;
  readonly to: OrderStatus;
  readonly expectedVersion?: number | null | undefined;
  readonly note?: string | null | undefined;
}

/** Moves an order to another status on behalf of the store. */
export async function transitionOrder(
  { db }: Module,
  { storeId, customerId, actor }: Scope,
  { id, to, expectedVersion, note }: TransitionOrder,
): Promise<OrderResult> {
  const parsed = parseArguments(checked, { note });
  if (!parsed.ok) return parsed.error;
  if (!isId(id)) return notFound('order');
  return transactional(db.writerOf(subjects.order(id)), async (tx): Promise<OrderResult> => {
    const order = await lockOrder(tx, { storeId, id, customerId });
    if (!order) return notFound('order');
    if (expectedVersion != null && expectedVersion !== order.version)
      return versionConflict(order.version);
    if (!availableTransitions(order, 'store').includes(to))
      return illegalTransition(order, to, 'store');
    const happening = { actor, at: new Date(), note: parsed.value.note };
    return orderPayload(await moveOrder(tx, order, to, happening));
  });
}
