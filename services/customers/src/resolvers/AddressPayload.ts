import type { AddressPayloadResolvers } from '../../generated/resolvers.ts';
import { seesPersonalData } from '../domain/visibility.ts';

export const AddressPayload: AddressPayloadResolvers = {
  address: ({ address }, _args, { principal }) =>
    seesPersonalData(principal) ? (address ?? null) : null,
};
