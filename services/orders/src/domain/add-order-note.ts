import {
  idempotent,
  isId,
  notFound,
  parseArguments,
  transactional,
  type Scope,
} from '@customer-graph/subgraph';
import { text } from '@customer-graph/text';
import { z } from 'zod';
import { subjects, type Transaction } from '../db/database.ts';
import { lockOrder } from '../db/orders.ts';
import { recordHistory } from './change-order.ts';
import { orderOutcome } from './find-order.ts';
import type { Module } from './module.ts';
import { orderPayload, type OrderResult } from './order.ts';

const checked = z.object({ text: text(2_000) });

export interface AddOrderNote {
  readonly orderId: string;
  readonly text: string;
  readonly visibleToCustomer: boolean;
}

/** Adds a note to the history; the order itself stays as it is, its version too. Once per key, where there is one. */
export async function addOrderNote(
  module: Module,
  { storeId, customerId, actor }: Scope,
  { orderId: id, text, visibleToCustomer }: AddOrderNote,
  key: string | null,
): Promise<OrderResult> {
  const parsed = parseArguments(checked, { text });
  if (!parsed.ok) return parsed.error;
  if (!isId(id)) return notFound('order');
  const note = parsed.value.text;
  const add = async (tx: Transaction) => {
    const order = await lockOrder(tx, { storeId, id, customerId });
    if (!order) return notFound('order');
    const at = new Date();
    await recordHistory(tx, [order], { type: 'NOTE_ADDED', actor, at, note, visibleToCustomer });
    return orderPayload(order);
  };
  const writer = module.db.writerOf(subjects.order(id));
  if (key === null) return transactional(writer, add);
  const call = { storeId, actor, operation: 'addOrderNote', key };
  const input = { id, note, visibleToCustomer };
  return idempotent(writer, { ...call, input }, add, orderOutcome(module, storeId));
}
