import { isId } from '@customer-graph/subgraph';
import type { CustomerResolvers } from '../../generated/resolvers.ts';
import { isDefaultFor } from '../domain/address.ts';
import { ownSessions } from '../domain/list-sessions.ts';

export const Customer: CustomerResolvers = {
  __resolveReference: ({ id }, { customers }) => (isId(id) ? customers.load(id) : null),
  isActive: ({ status }) => status === 'ACTIVE',
  emailVerified: ({ emailVerifiedAt }) => emailVerifiedAt !== null,
  preferences: (customer) => customer,
  addresses: async ({ id }, _args, { addresses }) => [...(await addresses.load(id))],
  defaultShippingAddress: async ({ id }, _args, { addresses }) =>
    (await addresses.load(id)).find((address) => isDefaultFor(address, 'SHIPPING')) ?? null,
  defaultBillingAddress: async ({ id }, _args, { addresses }) =>
    (await addresses.load(id)).find((address) => isDefaultFor(address, 'BILLING')) ?? null,
  mergedInto: ({ mergedInto }, _args, { customers }) =>
    mergedInto === null ? null : customers.load(mergedInto),
  sessions: (customer, _args, { module, principal }) => ownSessions(module, customer, principal),
  history: ({ id }, args, { histories, principal }) =>
    principal?.permissions.has('customers:read') ? histories(args).load(id) : null,
};
