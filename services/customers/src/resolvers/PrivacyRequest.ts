import type { PrivacyRequestResolvers } from '../../generated/resolvers.ts';
import { readDocument, receiptsOf } from '../domain/privacy-request.ts';
import { seesStore } from '../domain/visibility.ts';

export const PrivacyRequest: PrivacyRequestResolvers = {
  // Whoever was given the request may see whom it is about, also with a permission to write only.
  customer: ({ customerId }, _args, { customersOfRequests }) =>
    customerId === null ? null : customersOfRequests.load(customerId),
  contactEmails: ({ status, contactEmails }, _args, { principal }) =>
    status === 'RUNNING' && principal?.kind === 'service' && seesStore(principal)
      ? [...contactEmails]
      : null,
  email: ({ customerId, contactEmails: [address = null] }, _args, { principal }) =>
    customerId === null && seesStore(principal) ? address : null,
  requestedBy: ({ requestedBy }, _args, { principal }) =>
    seesStore(principal) ? requestedBy : null,
  reason: ({ reason }, _args, { principal }) => (seesStore(principal) ? reason : null),
  requestedAt: ({ createdAt }) => createdAt,
  receipts: async (request, _args, { module, receipts }) =>
    receiptsOf(module, request, await receipts.load(request.id)),
  document: (request, _args, { module, principal }) =>
    principal?.kind === 'customer' && principal.id === request.customerId
      ? readDocument(module, request)
      : null,
};
