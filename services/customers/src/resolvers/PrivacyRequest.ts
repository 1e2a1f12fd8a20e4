import type { PrivacyRequestResolvers } from '../../generated/resolvers.ts';
import { findCustomers } from '../db/customers.ts';
import { listReceipts, readDocument } from '../domain/privacy-request.ts';

export const PrivacyRequest: PrivacyRequestResolvers = {
  // Whoever was given the request may see whom it is about, also with a permission to write only.
  customer: async ({ storeId, customerId }, _args, { module }) => {
    const [customer] = await findCustomers(module.db, storeId, [customerId]);
    if (!customer) throw new Error('the customer of a privacy request is gone');
    return customer;
  },
  receipts: (request, _args, { module }) => listReceipts(module, request),
  document: (request, _args, { module, principal }) =>
    principal?.kind === 'customer' && principal.id === request.customerId
      ? readDocument(module, request)
      : null,
};
