import { toActor } from '@customer-graph/subgraph';
import type { CustomerHistoryEntryResolvers } from '../../generated/resolvers.ts';

export const CustomerHistoryEntry: CustomerHistoryEntryResolvers = {
  event: ({ type }) => type,
  by: ({ actor }) => toActor(actor),
};
