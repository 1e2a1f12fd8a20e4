import {
  idempotent,
  invalidInput,
  isId,
  newId,
  notFound,
  type FieldError,
  type Scope,
} from '@customer-graph/subgraph';
import { z } from 'zod';
import { insertPayment } from '../db/payments.ts';
import { lockOrder } from '../db/orders.ts';
import { applyChange } from './change-order.ts';
import { line, parseArguments, positiveAmount, type Amount } from './fields.ts';
import { orderOutcome } from './find-order.ts';
import type { Module } from './module.ts';
import { wrongCurrency } from './order-input.ts';
import { isFinal } from './order-status.ts';
import { orderPayload, type Order, type OrderResult } from './order.ts';

const checked = z.object({ amount: positiveAmount, reference: line(255) });

export interface RecordPayment {
  readonly orderId: string;
  readonly amount: Amount;
  readonly reference: string;
}

/** Records money that was received for an order. */
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
  const call = { storeId, actor, operation: 'recordPayment', key: idempotencyKey, input };
  return idempotent(
    module.db.prisma,
    call,
    async (tx): Promise<OrderResult> => {
      const order = await lockOrder(tx, { storeId, id, customerId });
      if (!order) return notFound('order');
      const faults = faultsOf(order, amount);
      if (faults.length > 0) return invalidInput(faults);
      const at = new Date();
      const payment = { id: newId(), amount: amount.amountMinor, reference, actor, at };
      if (!(await insertPayment(tx, order, payment))) return invalidInput([alreadyRecorded]);
      const change = { paidTotal: order.paidTotal + amount.amountMinor };
      const happening = { type: 'PAYMENT_RECORDED', actor, at, note: reference } as const;
      return orderPayload(await applyChange(tx, order, change, happening));
    },
    orderOutcome(module, storeId),
  );
}

function faultsOf({ currency, status, total, paidTotal }: Order, amount: Amount): FieldError[] {
  if (isFinal(status))
    return [{ path: ['orderId'], code: 'ORDER_IS_FINAL', message: `is ${status}` }];
  if (amount.currency !== currency) return [wrongCurrency(['amount', 'currency'], currency)];
  const owed = total - paidTotal;
  if (amount.amountMinor <= owed) return [];
  const message = `is more than the ${owed} that is still owed`;
  return [{ path: ['amount', 'amountMinor'], code: 'EXCEEDS_AMOUNT_DUE', message }];
}

const alreadyRecorded: FieldError = {
  path: ['reference'],
  code: 'ALREADY_RECORDED',
  message: 'names a payment that this order has already',
};
