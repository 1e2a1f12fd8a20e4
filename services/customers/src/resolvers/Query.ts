import { isId, requirePrincipal } from '@customer-graph/subgraph';
import type { QueryResolvers } from '../../generated/resolvers.ts';
import { findCustomerByNumber } from '../db/customers.ts';
import { isPrintable } from '../domain/fields.ts';
import { listCustomers } from '../domain/list-customers.ts';

export const Query: QueryResolvers = {
  me: async (_parent, _args, { principal, customers }) => {
    if (principal?.kind !== 'customer' || !isId(principal.id)) return null;
    const customer = await customers.load(principal.id);
    return customer?.status === 'ACTIVE' ? customer : null;
  },
  customer: (_parent, { id }, { customers }) => (isId(id) ? customers.load(id) : null),
  customerByNumber: (_parent, { customerNumber }, context) =>
    isPrintable(customerNumber)
      ? findCustomerByNumber(context.module.db, requirePrincipal(context).storeId, customerNumber)
      : null,
  customers: (_parent, args, context) =>
    listCustomers(context.module, requirePrincipal(context).storeId, args),
};
