/** What a test expects of an order's money and status: counted from the single entries, not from totals. */
export interface Model {
  readonly total: number;
  status: string;
  /** Payments are positive, refunds negative, in their order. */
  readonly entries: number[];
}

export type Step =
  | { kind: 'pay'; amount: number }
  | { kind: 'refund'; amount: number }
  | { kind: 'cancel' }
  | { kind: 'move'; to: string };

const ways: Record<string, readonly string[]> = {
  PENDING: ['PROCESSING', 'CANCELLED'],
  PROCESSING: ['SHIPPED', 'CANCELLED'],
  SHIPPED: ['DELIVERED'],
  DELIVERED: [],
};
const mayBeRefunded = ['PROCESSING', 'SHIPPED', 'DELIVERED'];

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const balances = ({ entries }: Model) =>
  entries.map((_none, end) => sum(entries.slice(0, end + 1)));
const balance = ({ entries }: Model) => sum(entries);
const paid = ({ entries }: Model) => sum(entries.filter((entry) => entry > 0));
const refunded = (model: Model) => paid(model) - balance(model);

/** Where staff may move the order. */
export function allowed(model: Model): string[] {
  const nothingLeft = paid(model) > 0 && balance(model) === 0;
  const refund = nothingLeft && mayBeRefunded.includes(model.status) ? ['REFUNDED'] : [];
  return [...(ways[model.status] ?? []), ...refund];
}

/** Does a step as the rules say. @returns the kind of result it must have */
export function step(model: Model, next: Step): string {
  if (next.kind === 'pay') {
    model.entries.push(next.amount);
    return 'OrderPayload';
  }
  if (next.kind === 'refund') {
    if (next.amount > balance(model)) return 'RefundTooLargeError';
    model.entries.push(-next.amount);
    const wasPaid = model.total > 0 && balances(model).some((each) => each >= model.total);
    if (wasPaid && balance(model) === 0 && mayBeRefunded.includes(model.status))
      model.status = 'REFUNDED';
    return 'OrderPayload';
  }
  const to = next.kind === 'cancel' ? 'CANCELLED' : next.to;
  if (!allowed(model).includes(to)) return 'IllegalTransitionError';
  model.status = to;
  return 'OrderPayload';
}

function paymentStatus(model: Model): string {
  if (balance(model) >= model.total) return 'PAID';
  if (paid(model) === 0) return 'UNPAID';
  if (refunded(model) === 0) return 'PARTIALLY_PAID';
  return balance(model) === 0 ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
}

const money = (amountMinor: number) => ({ amountMinor });

/** What the order must show. */
export function shown(model: Model) {
  const over = ['CANCELLED', 'REFUNDED'].includes(model.status);
  const due = over ? 0 : model.total;
  const missing = Math.max(0, model.total - balance(model));
  return {
    status: model.status,
    paymentStatus: paymentStatus(model),
    paidTotal: money(paid(model)),
    refundedTotal: money(refunded(model)),
    overpaidTotal: money(Math.max(0, balance(model) - due)),
    netTotal: money(over ? 0 : model.total - Math.min(missing, refunded(model))),
    payments: model.entries.filter((entry) => entry > 0).map((entry) => ({ amount: money(entry) })),
    refunds: model.entries.filter((entry) => entry < 0).map((entry) => ({ amount: money(-entry) })),
  };
}

/** What counts for the customer's figures. */
export const spent = (model: Model): number => (model.status === 'CANCELLED' ? 0 : balance(model));
