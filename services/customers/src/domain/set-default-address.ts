import type { NotFoundError, Scope } from '@customer-graph/subgraph';
import { moveDefault } from '../db/addresses.ts';
import { isDefaultFor, type AddressUse } from './address.ts';
import { editAddress, touchCustomer, type AddressPayload } from './edit-address.ts';
import type { Module } from './module.ts';

/** Makes an address the default for a use; asking for what is so changes nothing. */
export function setDefaultAddress(
  module: Module,
  scope: Scope,
  id: string,
  use: AddressUse,
): Promise<AddressPayload | NotFoundError> {
  return editAddress(module, scope, id, async (tx, address, customer): Promise<AddressPayload> => {
    if (isDefaultFor(address, use)) return { __typename: 'AddressPayload', address, customer };
    const moved = await moveDefault(tx, customer, id, use);
    const changed = await touchCustomer(tx, scope, customer, 'ADDRESS_CHANGED');
    return { __typename: 'AddressPayload', address: moved, customer: changed };
  });
}
