import { isId } from '@customer-graph/subgraph';
import type { CustomerResolvers } from '../../generated/resolvers.ts';
import type { Context } from '../context.ts';
import { isDefaultFor } from '../domain/address.ts';
import { ownSessions } from '../domain/list-sessions.ts';
import { seesPersonalData, seesStore } from '../domain/visibility.ts';

const noPreferences = {
  preferredLanguage: null,
  marketingConsent: false,
  marketingConsentAt: null,
  marketingConsentSource: null,
};
const addressesOf = async (id: string, { addresses, principal }: Context) =>
  seesPersonalData(principal) ? addresses.load(id) : [];

export const Customer: CustomerResolvers = {
  __resolveReference: ({ id }, { customers }) => (isId(id) ? customers.load(id) : null),
  isActive: ({ status }) => status === 'ACTIVE',
  emailVerified: ({ emailVerifiedAt }) => emailVerifiedAt !== null,
  email: ({ email }, _args, { principal }) => (seesPersonalData(principal) ? email : null),
  firstName: ({ firstName }, _args, { principal }) =>
    seesPersonalData(principal) ? firstName : null,
  lastName: ({ lastName }, _args, { principal }) => (seesPersonalData(principal) ? lastName : null),
  phone: ({ phone }, _args, { principal }) => (seesPersonalData(principal) ? phone : null),
  preferences: (customer, _args, { principal }) =>
    seesPersonalData(principal) ? customer : { ...customer, ...noPreferences },
  addresses: async ({ id }, _args, context) => [...(await addressesOf(id, context))],
  defaultShippingAddress: async ({ id }, _args, context) =>
    (await addressesOf(id, context)).find((address) => isDefaultFor(address, 'SHIPPING')) ?? null,
  defaultBillingAddress: async ({ id }, _args, context) =>
    (await addressesOf(id, context)).find((address) => isDefaultFor(address, 'BILLING')) ?? null,
  mergedInto: ({ mergedInto }, _args, { customers }) =>
    mergedInto === null ? null : customers.load(mergedInto),
  sessions: (customer, _args, { module, principal }) => ownSessions(module, customer, principal),
  privacyRequests: async ({ id }, _args, { privacyRequests, principal }) =>
    (principal?.kind === 'customer' && principal.id === id) || seesStore(principal)
      ? [...(await privacyRequests.load(id))]
      : null,
  history: ({ id }, args, { histories, principal }) =>
    principal?.permissions.has('customers:read') ? histories(args).load(id) : null,
};
