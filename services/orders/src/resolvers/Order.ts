import { isId, toActor } from '@customer-graph/subgraph';
import type { OrderResolvers } from '../../generated/resolvers.ts';
import type { Context } from '../context.ts';
import type { AddressKind } from '../db/order-parts.ts';
import { money } from '../domain/money.ts';
import { availableTransitions } from '../domain/order-status.ts';
import { calledOff, overpaid } from '../domain/payment-status.ts';
import { customerReference, type Order as OrderRow } from '../domain/order.ts';
import { partyOf, visibleHistory, visibleMoney } from '../viewer.ts';

const addressOf = (kind: AddressKind) => async (order: OrderRow, context: Context) => {
  if (order.concealed) return null;
  const address = (await context.addresses.load(order.id)).find((each) => each.kind === kind);
  return address ? { ...address, redacted: address.redactedAt !== null } : null;
};
const shippingAddress = addressOf('SHIPPING');
const billingAddress = addressOf('BILLING');

export const Order: OrderResolvers = {
  __resolveReference: ({ id }, { orders }) => (isId(id) ? orders.load(id) : null),
  availableTransitions: (order, _args, context) =>
    availableTransitions(order, partyOf(context, order)),
  customer: ({ customerId }) => (customerId === null ? null : customerReference(customerId)),
  contact: ({ contactEmail, contactFullName, contactPhone, redactedAt }) => ({
    email: contactEmail,
    fullName: contactFullName,
    phone: contactPhone,
    redacted: redactedAt !== null,
  }),
  shippingAddress: (order, _args, context) => shippingAddress(order, context),
  billingAddress: (order, _args, context) => billingAddress(order, context),
  lines: async ({ id, currency }, _args, { lines }) =>
    (await lines.load(id)).map((line) => ({
      ...line,
      unitPrice: money(line.unitPrice, currency),
      total: money(line.total, currency),
    })),
  subtotal: ({ subtotal, currency }) => money(subtotal, currency),
  discountTotal: ({ discountTotal, currency }) => money(discountTotal, currency),
  shippingTotal: ({ shippingTotal, currency }) => money(shippingTotal, currency),
  taxTotal: ({ taxTotal, currency }) => money(taxTotal, currency),
  total: ({ total, currency }) => money(total, currency),
  paidTotal: ({ paidTotal, currency }) => money(paidTotal, currency),
  refundedTotal: ({ refundedTotal, currency }) => money(refundedTotal, currency),
  overpaidTotal: (order) => money(overpaid(order), order.currency),
  netTotal: (order) => money(order.total - calledOff(order), order.currency),
  payments: async (order, _args, context) =>
    visibleMoney(context, order, await context.payments.load(order.id)).map((payment) => ({
      ...payment,
      amount: money(payment.amount, order.currency),
      by: toActor(payment.actor),
    })),
  refunds: async (order, _args, context) =>
    visibleMoney(context, order, await context.refunds.load(order.id)).map((refund) => ({
      ...refund,
      amount: money(refund.amount, order.currency),
      by: toActor(refund.actor),
    })),
  history: async (order, _args, context) =>
    visibleHistory(context, order, await context.history.load(order.id)).map(
      ({ fromStatus, toStatus, amount, ...entry }) => ({
        ...entry,
        event: entry.type,
        by: toActor(entry.actor),
        from: fromStatus,
        to: toStatus,
        amount: amount === null ? null : money(amount, order.currency),
      }),
    ),
};
