import { idempotent, isId, notFound, parseArguments, type Scope } from '@customer-graph/subgraph';
import { text } from '@customer-graph/text';
import { z } from 'zod';
import { subjects } from '../db/database.ts';
import { lockOrder } from '../db/orders.ts';
import { moveOrder } from './change-order.ts';
import { orderOutcome } from './find-order.ts';
import type { Module } from './module.ts';
import { availableTransitions, illegalTransition } from './order-status.ts';
import { orderPayload, type OrderResult } from './order.ts';

const checked = z.object({ reason: text(1_000) });

export interface CancelOrder {
  readonly id: string;
  readonly reason: string;
}

/** Cancels an order: for the store, or for the customer whose orders the scope is narrowed to. */
export async function cancelOrder(
  module: Module,
  scope: Scope,
  input: CancelOrder,
  idempotencyKey: string,
): Promise<OrderResult> {
  const { storeId, customerId, actor } = scope;
  const { id } = input;
  const parsed = parseArguments(checked, input);
  if (!parsed.ok) return parsed.error;
  if (!isId(id)) return notFound('order');
  const party = customerId === null ? 'store' : 'customer';
  const call = {
    storeId,
    actor,
    operation: 'cancelOrder',
    key: idempotencyKey,
    input: { id, ...parsed.value },
  };
  const own = customerId === null ? [] : [subjects.customer(customerId)];
  const writer = module.db.writerOf(...own, subjects.order(id));
  return module.customerReferences.asCaller(writer, scope, (db) =>
    idempotent(
      db,
      call,
      async (tx): Promise<OrderResult> => {
        const order = await lockOrder(tx, { storeId, id, customerId });
        if (!order) return notFound('order');
        if (!availableTransitions(order, party).includes('CANCELLED'))
          return illegalTransition(order, 'CANCELLED', party);
        const { reason: note } = parsed.value;
        const happening = { actor, at: new Date(), note, visibleToCustomer: party === 'customer' };
        return orderPayload(await moveOrder(tx, order, 'CANCELLED', happening));
      },
      orderOutcome(module, storeId),
    ),
  );
}
