import { requirePrincipal, requireStore, scopeOf } from '@customer-graph/subgraph';
import type { QueryResolvers } from '../../generated/resolvers.ts';
import { findOrderByNumber } from '../db/read-orders.ts';
import { findOrder } from '../domain/find-order.ts';
import { listOrders } from '../domain/list-orders.ts';
import { isOrderNumber } from '../domain/order.ts';

export const Query: QueryResolvers = {
  order: (_parent, { id, accessToken = null }, context) => {
    const { module, principal } = context;
    const reaches = principal?.kind === 'customer' || principal?.permissions.has('orders:read');
    // Without a token, whoever reaches no orders is told so rather than shown nothing.
    const scope = reaches || accessToken === null ? scopeOf(context, 'orders:read') : null;
    return findOrder(module, id, { storeId: requireStore(context), scope, accessToken });
  },
  orderByNumber: (_parent, { orderNumber }, context) =>
    isOrderNumber(orderNumber)
      ? findOrderByNumber(context.module.db, requirePrincipal(context).storeId, orderNumber)
      : null,
  orders: (_parent, args, context) =>
    listOrders(context.module, requirePrincipal(context).storeId, args),
};
