import {
  idempotent,
  invalidInput,
  isId,
  newId,
  notFound,
  parseArguments,
  type FieldError,
  type Scope,
} from '@customer-graph/subgraph';
import { line } from '@customer-graph/text';
import { z } from 'zod';
import { subjects } from '../db/database.ts';
import { insertPayment } from '../db/payments.ts';
import { lockOrder } from '../db/orders.ts';
import { applyChange } from './change-order.ts';
import { positiveAmount, type Amount } from './fields.ts';
import { orderOutcome } from './find-order.ts';
import type { Module } from './module.ts';
import { wrongCurrency } from './order-input.ts';
import { orderPayload, type Order, type OrderResult } from './order.ts';

const checked = z.object({ amount: positiveAmount, reference: line(255) });

export interface RecordPayment {
  readonly orderId: string;
  readonly amount: Amount;
  readonly reference: string;
}

/** Records money that was received for an order: a fact, however late it came and whatever was due. */
export async function recordPayment(
  module: Module,
  { storeId, customerId, actor }: Scope,
  input: RecordPayment,
  idempotencyKey: string,
): Promise<OrderResult> {
  const { orderId: id } = input;
  const parsed = parseArguments(checked, input);
  if (!parsed.ok) return parsed.error;
  if (!isId(id)) return notFound('order');
  const { amount, reference } = parsed.value;
  const call = {
    storeId,
    actor,
    operation: 'recordPayment',
    key: idempotencyKey,
    input: { id, ...parsed.value },
  };
  return idempotent(
    module.db.writerOf(subjects.order(id)),
    call,
    async (tx): Promise<OrderResult> => {
      const order = await lockOrder(tx, { storeId, id, customerId });
      if (!order) return notFound('order');
      const errors = errorsOf(order, amount);
      if (errors.length > 0) return invalidInput(errors);
      const at = new Date();
      const payment = { id: newId(), amount: amount.amountMinor, reference, actor, at };
      if (!(await insertPayment(tx, order, payment)))
        return invalidInput([alreadyRecorded('payment')]);
      const change = { paidTotal: order.paidTotal + amount.amountMinor };
      const entry = { type: 'PAYMENT_RECORDED', actor, at, note: reference } as const;
      const happening = { ...entry, amount: amount.amountMinor };
      return orderPayload(await applyChange(tx, order, change, happening));
    },
    orderOutcome(module, storeId),
  );
}

function errorsOf({ currency, paidTotal }: Order, amount: Amount): FieldError[] {
  if (amount.currency !== currency) return [wrongCurrency(['amount', 'currency'], currency)];
  if (amount.amountMinor <= Number.MAX_SAFE_INTEGER - paidTotal) return [];
  const message = 'All payments together must be at most 2^53-1.';
  return [{ path: ['amount', 'amountMinor'], code: 'OVERFLOW', message }];
}

export const alreadyRecorded = (kind: 'payment' | 'refund'): FieldError => ({
  path: ['reference'],
  code: 'ALREADY_RECORDED',
  message: `Must not be the reference of another ${kind} of this order.`,
});
