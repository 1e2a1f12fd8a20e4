import { requireStore, scopeOf, type Scope } from '@customer-graph/subgraph';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import type { Context } from '../context.ts';
import { addOrderNote } from '../domain/add-order-note.ts';
import { cancelOrder } from '../domain/cancel-order.ts';
import { claimGuestOrders } from '../domain/claim-guest-orders.ts';
import type { OrderResult } from '../domain/order.ts';
import { placeOrder } from '../domain/place-order.ts';
import { recordPayment } from '../domain/record-payment.ts';
import { recordRefund } from '../domain/record-refund.ts';
import { requestGuestOrderAccess } from '../domain/request-guest-order-access.ts';
import { transitionOrder } from '../domain/transition-order.ts';
import { conceal, mayRead } from '../viewer.ts';

/** What the caller may change. What the mutations before it in the request have shown may not be true after it. */
function writes(context: Context): Scope {
  context.forget();
  return scopeOf(context, 'orders:write');
}

/** The result of a change: it shows the buyer only to those who may read orders, or whose own order it is. */
async function changed(context: Context, result: Promise<OrderResult>): Promise<OrderResult> {
  const done = await result;
  if (done.__typename !== 'OrderPayload' || mayRead(context)) return done;
  return { ...done, order: conceal(done.order) };
}

export const Mutation: MutationResolvers = {
  placeOrder: (_parent, { input, idempotencyKey }, context) =>
    placeOrder(context.module, writes(context), input, idempotencyKey),
  transitionOrder: (_parent, args, context) =>
    changed(context, transitionOrder(context.module, writes(context), args)),
  cancelOrder: (_parent, { idempotencyKey, ...input }, context) =>
    changed(context, cancelOrder(context.module, writes(context), input, idempotencyKey)),
  recordPayment: (_parent, { idempotencyKey, ...input }, context) =>
    changed(context, recordPayment(context.module, writes(context), input, idempotencyKey)),
  recordRefund: (_parent, { idempotencyKey, ...input }, context) =>
    changed(context, recordRefund(context.module, writes(context), input, idempotencyKey)),
  addOrderNote: (_parent, { idempotencyKey = null, ...input }, context) =>
    changed(context, addOrderNote(context.module, writes(context), input, idempotencyKey)),
  requestGuestOrderAccess: (_parent, { orderNumber, email }, context) =>
    requestGuestOrderAccess(context.module, requireStore(context), orderNumber, email),
  claimGuestOrders: (_parent, _args, context) => claimGuestOrders(context.module, writes(context)),
};
