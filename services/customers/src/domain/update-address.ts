import {
  parseInput,
  versionConflict,
  type InvalidInputError,
  type NotFoundError,
  type Scope,
  type VersionConflictError,
} from '@customer-graph/subgraph';
import type { z } from 'zod';
import { changeAddress, moveDefault } from '../db/addresses.ts';
import type { PostalAddress } from './address.ts';
import { editAddress, touchCustomer, type AddressPayload } from './edit-address.ts';
import { postalAddress } from './fields.ts';
import type { Module } from './module.ts';

export interface UpdateAddress {
  readonly scope: Scope;
  readonly id: string;
  readonly input: unknown;
  /** The customer's. */
  readonly expectedVersion: number | null | undefined;
}

/** Replaces an address; the uses it is the default for stay unless more are given. */
export async function updateAddress(
  module: Module,
  { scope, id, input, expectedVersion }: UpdateAddress,
): Promise<AddressPayload | InvalidInputError | NotFoundError | VersionConflictError> {
  const parsed = parseInput(postalAddress, input);
  if (!parsed.ok) return parsed.error;
  return editAddress(
    module,
    scope,
    id,
    async (tx, { customerId }, customer): Promise<AddressPayload | VersionConflictError> => {
      if (expectedVersion != null && expectedVersion !== customer.version)
        return versionConflict(customer.version);
      let address = await changeAddress(tx, id, toPostalAddress(parsed.value));
      for (const use of parsed.value.defaultFor ?? [])
        address = await moveDefault(tx, customerId, id, use);
      const changed = await touchCustomer(tx, scope, customer, 'ADDRESS_CHANGED');
      return { __typename: 'AddressPayload', address, customer: changed };
    },
  );
}

/** Field by field, so that nothing but an address comes from an input. */
export const toPostalAddress = (input: z.output<typeof postalAddress>): PostalAddress => ({
  fullName: input.fullName ?? null,
  company: input.company ?? null,
  phone: input.phone ?? null,
  line1: input.line1,
  line2: input.line2 ?? null,
  city: input.city,
  region: input.region ?? null,
  postalCode: input.postalCode ?? null,
  countryCode: input.countryCode,
});
