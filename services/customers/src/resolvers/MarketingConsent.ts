import type { MarketingConsentResolvers } from '../../generated/resolvers.ts';
import { seesPersonalData } from '../domain/visibility.ts';

export const MarketingConsent: MarketingConsentResolvers = {
  granted: ({ marketingConsent }) => marketingConsent,
  changedAt: ({ marketingConsentAt }) => marketingConsentAt,
  source: ({ marketingConsentSource }) => marketingConsentSource,
  history: async ({ id }, _args, { consentChanges, principal }) =>
    seesPersonalData(principal) ? [...(await consentChanges.load(id))] : [],
};
