import {
  invalidInput,
  isId,
  newId,
  notFound,
  parseInput,
  transactional,
  type InvalidInputError,
  type NotFoundError,
  type Scope,
} from '@customer-graph/subgraph';
import { freeSlot, insertAddress, moveDefault, newestAddress } from '../db/addresses.ts';
import { addressUses } from './address.ts';
import { touchCustomer, type AddressPayload } from './edit-address.ts';
import { lockEditable } from './editable.ts';
import { postalAddress } from './fields.ts';
import type { Module } from './module.ts';
import { toPostalAddress } from './update-address.ts';

export interface CreateAddress {
  readonly scope: Scope;
  /** Needed of staff; a customer adds its own. */
  readonly customerId: string | null | undefined;
  readonly input: unknown;
}

type Result = AddressPayload | InvalidInputError | NotFoundError;

/** Adds an address; a customer's first becomes the default for both uses. */
export async function createAddress(
  { db }: Module,
  { scope, customerId, input }: CreateAddress,
): Promise<Result> {
  const parsed = parseInput(postalAddress, input);
  if (!parsed.ok) return parsed.error;
  const owner = customerId ?? scope.customerId;
  if (owner === null) return refused('customerId', 'REQUIRED', 'names whose address it is');
  if (!isId(owner)) return notFound('customer');
  return transactional(db.prisma, async (tx): Promise<Result> => {
    const customer = await lockEditable(tx, scope, owner);
    if (!customer) return notFound('customer');
    const slot = await freeSlot(tx, owner);
    if (slot === null) return refused('input', 'TOO_MANY', 'A customer has at most 100 addresses.');
    const isFirst = (await newestAddress(tx, owner)) === null;
    let address = await insertAddress(tx, {
      ...toPostalAddress(parsed.value),
      id: newId(),
      storeId: scope.storeId,
      customerId: owner,
      slot,
    });
    for (const use of isFirst ? addressUses : (parsed.value.defaultFor ?? []))
      address = await moveDefault(tx, owner, address.id, use);
    const changed = await touchCustomer(tx, scope, customer, 'ADDRESS_ADDED');
    return { __typename: 'AddressPayload', address, customer: changed };
  });
}

const refused = (argument: string, code: string, message: string) =>
  invalidInput([{ path: [argument], code, message }]);
