import type { PointsHoldResolvers } from '../../generated/resolvers.ts';
import { ownerOf } from '../domain/owner.ts';

export const PointsHold: PointsHoldResolvers = {
  owner: ({ actor }) => ownerOf(actor),
};
