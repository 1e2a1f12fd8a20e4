import type { NotFoundError, Scope } from '@customer-graph/subgraph';
import { moveDefault, newestAddress, removeAddress } from '../db/addresses.ts';
import { addressUses, isDefaultFor } from './address.ts';
import type { Customer } from './customer.ts';
import { editAddress, touchCustomer } from './edit-address.ts';
import type { Module } from './module.ts';

export interface DeletedAddress {
  readonly __typename: 'DeletedAddress';
  readonly id: string;
  readonly customer: Customer;
}

/** Removes an address and hands the defaults it was on to the customer's newest other one. */
export function deleteAddress(
  module: Module,
  scope: Scope,
  id: string,
): Promise<DeletedAddress | NotFoundError> {
  return editAddress(module, scope, id, async (tx, address, customer): Promise<DeletedAddress> => {
    await removeAddress(tx, { storeId: customer.storeId, id });
    const heir = await newestAddress(tx, customer);
    for (const use of heir ? addressUses : []) {
      if (heir && isDefaultFor(address, use)) await moveDefault(tx, customer, heir.id, use);
    }
    const changed = await touchCustomer(tx, scope, customer, 'ADDRESS_REMOVED');
    return { __typename: 'DeletedAddress', id, customer: changed };
  });
}
