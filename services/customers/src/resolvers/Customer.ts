import { isId } from '@customer-graph/subgraph';
import type { CustomerResolvers } from '../../generated/resolvers.ts';

export const Customer: CustomerResolvers = {
  __resolveReference: ({ id }, { customers }) => (isId(id) ? customers.load(id) : null),
  isActive: ({ status }) => status === 'ACTIVE',
  preferences: ({ preferredLanguage }) => ({ preferredLanguage }),
};
