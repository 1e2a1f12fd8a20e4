import { isId, requirePrincipal } from '@customer-graph/subgraph';
import type { QueryResolvers } from '../../generated/resolvers.ts';
import { findCustomerByNumber } from '../db/customers.ts';
import { listCustomers } from '../domain/list-customers.ts';

export const Query: QueryResolvers = {
  me: (_parent, _args, { principal, customers }) =>
    principal?.kind === 'customer' ? customers.load(principal.id) : null,
  customer: (_parent, { id }, { customers }) => (isId(id) ? customers.load(id) : null),
  customerByNumber: (_parent, { customerNumber }, context) =>
    findCustomerByNumber(context.module.db, requirePrincipal(context).storeId, customerNumber),
  customers: (_parent, args, context) =>
    listCustomers(context.module, requirePrincipal(context).storeId, args),
};
