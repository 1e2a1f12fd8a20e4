import { forbidden, isId, requirePrincipal, type RequestContext } from '@customer-graph/subgraph';
import type { CustomerResolvers } from '../../generated/resolvers.ts';
import { customerReference, type CustomerReference } from '../domain/order.ts';

const isOther = (id: string, context: RequestContext): boolean => {
  const principal = requirePrincipal(context);
  return principal.kind === 'customer' && principal.id !== id;
};

/** The id of a customer whose orders the caller may see. */
function idOf({ id }: CustomerReference, context: RequestContext): string {
  if (isOther(id, context)) throw forbidden();
  return id;
}

export const Customer: CustomerResolvers = {
  __resolveReference: ({ id }, context) =>
    isId(id) && !isOther(id, context) ? customerReference(id) : null,
  orders: (customer, args, context) => context.customerOrders(args).load(idOf(customer, context)),
  recentOrders: (customer, { limit }, context) =>
    context.recentOrders(limit).load(idOf(customer, context)),
  orderCount: (customer, { filter }, context) =>
    context.orderCounts(filter).load(idOf(customer, context)),
  orderMetrics: (customer, _args, context) => context.metrics.load(idOf(customer, context)),
};
