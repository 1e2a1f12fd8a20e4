import type { CustomerPreferencesResolvers } from '../../generated/resolvers.ts';

export const CustomerPreferences: CustomerPreferencesResolvers = {
  marketingConsent: (customer) => customer,
};
