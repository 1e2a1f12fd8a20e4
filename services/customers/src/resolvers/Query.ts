import { isId, requirePrincipal, scopeOf } from '@customer-graph/subgraph';
import type { QueryResolvers } from '../../generated/resolvers.ts';
import { findCustomerByNumber } from '../db/customers.ts';
import { isStorable } from '@customer-graph/text';
import { listCustomers } from '../domain/list-customers.ts';
import { listPrivacyRequests } from '../domain/list-privacy-requests.ts';
import { previewMerge } from '../domain/merge-preview.ts';
import { readPrivacyRequest } from '../domain/privacy-request.ts';

export const Query: QueryResolvers = {
  me: async (_parent, _args, { principal, customers }) => {
    if (principal?.kind !== 'customer' || !isId(principal.id)) return null;
    const customer = await customers.load(principal.id);
    return customer?.status === 'ACTIVE' ? customer : null;
  },
  customer: (_parent, { id }, { customers }) => (isId(id) ? customers.load(id) : null),
  customerByNumber: (_parent, { customerNumber }, context) =>
    isStorable(customerNumber)
      ? findCustomerByNumber(context.module.db, requirePrincipal(context).storeId, customerNumber)
      : null,
  customers: (_parent, args, context) =>
    listCustomers(context.module, requirePrincipal(context).storeId, args),
  customerMergePreview: (_parent, args, context) =>
    previewMerge(context.module, requirePrincipal(context).storeId, args),
  privacyRequest: (_parent, { id }, context) =>
    readPrivacyRequest(context.module, scopeOf(context, 'customers:read'), id),
  privacyRequests: (_parent, args, context) =>
    listPrivacyRequests(context.module, requirePrincipal(context).storeId, args),
};
