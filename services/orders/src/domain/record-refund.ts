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
import { text } from '@customer-graph/text';
import { z } from 'zod';
import { subjects, type Transaction } from '../db/database.ts';
import { addRefundedQuantity } from '../db/order-parts.ts';
import { lockOrder } from '../db/orders.ts';
import { insertRefund } from '../db/payments.ts';
import { applyChange, moveOrder } from './change-order.ts';
import { optionalLine, positiveAmount, type Amount } from './fields.ts';
import { orderOutcome } from './find-order.ts';
import type { Module } from './module.ts';
import { money } from './money.ts';
import { wrongCurrency } from './order-input.ts';
import { availableTransitions } from './order-status.ts';
import { orderPayload, type Order, type OrderResult } from './order.ts';
import { isRefunded } from './payment-status.ts';
import { alreadyRecorded } from './record-payment.ts';

const refundedLine = z.object({
  lineId: z.string(),
  quantity: z.int().min(1, 'Must be at least 1.'),
});
const checked = z.object({
  amount: positiveAmount,
  reason: text(1_000),
  reference: optionalLine(255),
  lines: z
    .array(refundedLine)
    .max(500, 'Must have at most 500 lines.')
    .nullish()
    .transform((lines) => lines ?? []),
});
type RefundedLine = z.output<typeof refundedLine>;

export interface RecordRefund {
  readonly orderId: string;
  readonly amount: Amount;
  readonly reason: string;
  readonly reference?: string | null | undefined;
  readonly lines?: readonly RefundedLine[] | null | undefined;
}

export type RefundTooLargeError = ReturnType<typeof refundTooLarge>;
const refundTooLarge = ({ currency, paidTotal, refundedTotal }: Order) => ({
  __typename: 'RefundTooLargeError' as const,
  message: 'The amount exceeds what was paid and not yet refunded.',
  refundable: money(paidTotal - refundedTotal, currency),
});

/** Records money that was given back; once that is all of a fully paid order, it becomes REFUNDED where the table allows it. */
export async function recordRefund(
  module: Module,
  { storeId, customerId, actor }: Scope,
  input: RecordRefund,
  idempotencyKey: string,
): Promise<OrderResult> {
  const { orderId: id } = input;
  const parsed = parseArguments(checked, input);
  if (!parsed.ok) return parsed.error;
  if (!isId(id)) return notFound('order');
  const { amount, reason, reference, lines } = parsed.value;
  const call = {
    storeId,
    actor,
    operation: 'recordRefund',
    key: idempotencyKey,
    input: { id, ...parsed.value },
  };
  return idempotent(
    module.db.writerOf(subjects.order(id)),
    call,
    async (tx): Promise<OrderResult> => {
      const order = await lockOrder(tx, { storeId, id, customerId });
      if (!order) return notFound('order');
      const { currency, paidTotal, refundedTotal } = order;
      if (amount.currency !== currency)
        return invalidInput([wrongCurrency(['amount', 'currency'], currency)]);
      if (amount.amountMinor > paidTotal - refundedTotal) return refundTooLarge(order);
      const faults = await refundLines(tx, order, lines);
      if (faults.length > 0) return invalidInput(faults);
      const at = new Date();
      const { amountMinor } = amount;
      const refund = { id: newId(), amount: amountMinor, reason, reference, actor, at };
      if (!(await insertRefund(tx, order, refund)))
        return invalidInput([alreadyRecorded('refund')]);
      const change = { refundedTotal: refundedTotal + amountMinor };
      const entry = { type: 'REFUND_RECORDED', actor, at, note: reason } as const;
      const refunded = await applyChange(tx, order, change, { ...entry, amount: amountMinor });
      const done =
        isRefunded(refunded) && availableTransitions(refunded, 'store').includes('REFUNDED');
      return orderPayload(
        done ? await moveOrder(tx, refunded, 'REFUNDED', { actor, at }) : refunded,
      );
    },
    orderOutcome(module, storeId),
  );
}

async function refundLines(
  tx: Transaction,
  order: Order,
  lines: readonly RefundedLine[],
): Promise<FieldError[]> {
  const faults: FieldError[] = [];
  for (const [index, { lineId, quantity }] of lines.entries()) {
    if (isId(lineId) && (await addRefundedQuantity(tx, order, lineId, quantity))) continue;
    const message = 'Must be a line of this order with enough quantity left to refund.';
    faults.push({ path: ['lines', String(index)], code: 'NOT_REFUNDABLE', message });
  }
  return faults;
}
