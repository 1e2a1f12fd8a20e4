import { isId } from '@customer-graph/subgraph';
import type { CustomerResolvers } from '../../generated/resolvers.ts';

export const Customer: CustomerResolvers = {
  loyalty: ({ id }, _args, { accountsOf }) => (isId(id) ? accountsOf.load(id) : null),
};
