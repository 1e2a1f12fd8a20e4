import type { PrivacyRequestResolvers } from '../../generated/resolvers.ts';
import { readDocument, receiptsOf } from '../domain/privacy-request.ts';
import { seesPersonalData } from '../domain/visibility.ts';

export const PrivacyRequest: PrivacyRequestResolvers = {
  // Whoever was given the request may see whom it is about, also with a permission to write only.
  customer: ({ customerId }, _args, { customersOfRequests }) =>
    customerId === null ? null : customersOfRequests.load(customerId),
  contactEmails: ({ status, contactEmails }, _args, { principal }) =>
    status === 'RUNNING' && principal?.kind === 'service' && seesPersonalData(principal)
      ? [...contactEmails]
      : null,
  receipts: async (request, _args, { module, receipts }) =>
    receiptsOf(module, request, await receipts.load(request.id)),
  document: (request, _args, { module, principal }) =>
    principal?.kind === 'customer' && principal.id === request.customerId
      ? readDocument(module, request)
      : null,
};
