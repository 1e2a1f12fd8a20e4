import {
  idempotent,
  invalidInput,
  isId,
  newId,
  notFound,
  parseInput,
  transactional,
  type FieldErrorCode,
  type IdempotencyKeyReusedError,
  type InvalidInputError,
  type NotFoundError,
  type Scope,
} from '@customer-graph/subgraph';
import type { z } from 'zod';
import {
  findAddress,
  freeSlot,
  insertAddress,
  moveDefault,
  newestAddress,
} from '../db/addresses.ts';
import { findCustomers } from '../db/customers.ts';
import { subjects, type Database, type Transaction } from '../db/database.ts';
import { addressUses, type Address } from './address.ts';
import type { Customer } from './customer.ts';
import { touchCustomer, type AddressPayload } from './edit-address.ts';
import { lockEditable, refuseClosed } from './editable.ts';
import { postalAddress } from './fields.ts';
import type { Module } from './module.ts';
import { toPostalAddress } from './update-address.ts';

export interface CreateAddress {
  readonly scope: Scope;
  /** Needed of staff; a customer adds its own. */
  readonly customerId?: string | null | undefined;
  readonly input: unknown;
  readonly idempotencyKey?: string | null | undefined;
}

type Result = AddressPayload | InvalidInputError | NotFoundError;

/** Adds an address, once per key where one is given; a customer's first becomes the default for both uses. */
export async function createAddress(
  { db }: Module,
  { scope, customerId, input, idempotencyKey: key }: CreateAddress,
): Promise<Result | IdempotencyKeyReusedError> {
  const parsed = parseInput(postalAddress, input);
  if (!parsed.ok) return parsed.error;
  const owner = customerId ?? scope.customerId;
  if (owner === null) return refused('customerId', 'REQUIRED', 'Must be the id of the customer.');
  if (!isId(owner)) return notFound('customer');
  const add = async (tx: Transaction): Promise<Result> => {
    const customer = await lockEditable(tx, scope, owner);
    if (!customer) return notFound('customer');
    const address = await addAddress(tx, customer, parsed.value);
    if (!address) return refused('input', 'TOO_MANY', 'A customer can have at most 100 addresses.');
    const changed = await touchCustomer(tx, scope, customer, 'ADDRESS_ADDED');
    return { __typename: 'AddressPayload', address, customer: changed };
  };
  const writer = db.writerOf(subjects.customer(owner));
  if (key == null) return transactional(writer, add);
  const { storeId, actor } = scope;
  const added = { customerId: owner, address: parsed.value };
  return idempotent(
    writer,
    { storeId, actor, operation: 'createAddress', key, input: added },
    add,
    {
      idOf: ({ address }) => address?.id ?? '',
      read: (id) => readBack(db, scope, owner, id),
    },
  );
}

async function readBack(
  db: Database,
  scope: Scope,
  owner: string,
  id: string,
): Promise<AddressPayload> {
  const [customer] = await findCustomers(db, scope.storeId, [owner]);
  if (!customer) throw new Error('the customer of an idempotency key is gone');
  refuseClosed(scope, customer);
  const address = await findAddress(db.prisma, { storeId: scope.storeId, id });
  return { __typename: 'AddressPayload', address, customer };
}

/** @returns null when the locked customer has as many addresses as there may be */
export async function addAddress(
  tx: Transaction,
  customer: Customer,
  input: z.output<typeof postalAddress>,
): Promise<Address | null> {
  const slot = await freeSlot(tx, customer);
  if (slot === null) return null;
  const isFirst = (await newestAddress(tx, customer)) === null;
  const { storeId, id: customerId } = customer;
  const owned = { id: newId(), storeId, customerId, slot };
  let address = await insertAddress(tx, { ...toPostalAddress(input), ...owned });
  for (const use of isFirst ? addressUses : (input.defaultFor ?? []))
    address = await moveDefault(tx, customer, address.id, use);
  return address;
}

const refused = (argument: string, code: FieldErrorCode, message: string) =>
  invalidInput([{ path: [argument], code, message }]);
