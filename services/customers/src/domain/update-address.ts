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
import { isDefaultFor, type Address, type PostalAddress } from './address.ts';
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

/** Replaces an address; the uses it is the default for stay unless more are given. What is so already is no change. */
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
    async (tx, before, customer): Promise<AddressPayload | VersionConflictError> => {
      if (expectedVersion != null && expectedVersion !== customer.version)
        return versionConflict(customer.version);
      if (isAlready(before, parsed.value))
        return { __typename: 'AddressPayload', address: before, customer };
      let address = await changeAddress(
        tx,
        { storeId: customer.storeId, id },
        toPostalAddress(parsed.value),
      );
      for (const use of parsed.value.defaultFor ?? [])
        address = await moveDefault(tx, customer, id, use);
      const changed = await touchCustomer(tx, scope, customer, 'ADDRESS_CHANGED');
      return { __typename: 'AddressPayload', address, customer: changed };
    },
  );
}

const isAlready = (address: Address, input: z.output<typeof postalAddress>): boolean =>
  Object.entries(toPostalAddress(input)).every(
    ([name, value]) => value === address[name as keyof PostalAddress],
  ) && (input.defaultFor ?? []).every((use) => isDefaultFor(address, use));

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
