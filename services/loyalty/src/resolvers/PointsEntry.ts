import { isId } from '@customer-graph/subgraph';
import type { PointsEntryResolvers } from '../../generated/resolvers.ts';

export const PointsEntry: PointsEntryResolvers = {
  __resolveReference: ({ id }, { entries }) => (isId(id) ? entries.load(id) : null),
  reverses: ({ reversesId }, _args, { namedEntries }) =>
    reversesId === null ? null : namedEntries.load(reversesId),
  allocations: ({ id }, _args, { movedLots }) => movedLots.load(id),
};
