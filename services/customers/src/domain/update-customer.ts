import {
  isId,
  notFound,
  parseInput,
  transactional,
  versionConflict,
  type InvalidInputError,
  type NotFoundError,
  type VersionConflictError,
} from '@customer-graph/subgraph';
import { changeCustomer, lockCustomer } from '../db/customers.ts';
import { customerPayload, type CustomerPayload } from './customer.ts';
import { profile } from './fields.ts';
import type { Module } from './module.ts';

export type UpdateCustomerResult =
  CustomerPayload | InvalidInputError | NotFoundError | VersionConflictError;

export interface UpdateCustomer {
  readonly storeId: string;
  readonly id: string;
  readonly input: unknown;
  readonly expectedVersion: number | null | undefined;
}

/** Changes a profile: absent fields stay, null clears. Tombstones cannot be changed and count as missing. */
export async function updateCustomer(
  { db }: Module,
  { storeId, id, input, expectedVersion }: UpdateCustomer,
): Promise<UpdateCustomerResult> {
  const parsed = parseInput(profile, input);
  if (!parsed.ok) return parsed.error;
  if (!isId(id)) return notFound('customer');
  return transactional(db.prisma, async (tx): Promise<UpdateCustomerResult> => {
    const customer = await lockCustomer(tx, storeId, id);
    if (!customer || customer.status === 'MERGED' || customer.status === 'ERASED')
      return notFound('customer');
    if (expectedVersion != null && expectedVersion !== customer.version)
      return versionConflict(customer.version);
    return customerPayload(await changeCustomer(tx, id, parsed.value));
  });
}
