import type { MarketingConsentResolvers } from '../../generated/resolvers.ts';

export const MarketingConsent: MarketingConsentResolvers = {
  granted: ({ marketingConsent }) => marketingConsent,
  changedAt: ({ marketingConsentAt }) => marketingConsentAt,
  source: ({ marketingConsentSource }) => marketingConsentSource,
  history: async ({ id }, _args, { consentChanges }) => [...(await consentChanges.load(id))],
};
