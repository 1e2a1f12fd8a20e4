import { graphqlError } from '@customer-graph/subgraph';
import type { CurrencyOrderTotalsResolvers } from '../../generated/resolvers.ts';

export const CurrencyOrderTotals: CurrencyOrderTotalsResolvers = {
  totalSpent: ({ currency, totalSpent }) => {
    if (totalSpent) return totalSpent;
    const message = `The sum in ${currency} exceeds 2^53-1, the largest amount that can be returned.`;
    throw graphqlError('INTERNAL_SERVER_ERROR', message);
  },
};
