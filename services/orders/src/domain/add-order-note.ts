import { isId, notFound, transactional, type Scope } from '@customer-graph/subgraph';
import { z } from 'zod';
import { lockOrder } from '../db/orders.ts';
import { recordHistory } from './change-order.ts';
import { parseArguments, text } from './fields.ts';
import type { Module } from './module.ts';
import { orderPayload, type OrderResult } from './order.ts';

const checked = z.object({ text: text(2_000) });

export interface AddOrderNote {
  readonly orderId: string;
  readonly text: string;
  readonly visibleToCustomer: boolean;
}

/** Adds a note to the history; the order itself stays as it is, its version too. */
export async function addOrderNote(
  { db }: Module,
  { storeId, customerId, actor }: Scope,
  { orderId: id, text, visibleToCustomer }: AddOrderNote,
): Promise<OrderResult> {
  const parsed = parseArguments(checked, { text });
  if (!parsed.ok) return parsed.error;
  if (!isId(id)) return notFound('order');
  return transactional(db.prisma, async (tx): Promise<OrderResult> => {
    const order = await lockOrder(tx, { storeId, id, customerId });
    if (!order) return notFound('order');
    const note = parsed.value.text;
    const at = new Date();
    await recordHistory(tx, [order], { type: 'NOTE_ADDED', actor, at, note, visibleToCustomer });
    return orderPayload(order);
  });
}
