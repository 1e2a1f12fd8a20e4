import {
  isId,
  notFound,
  parseInput,
  transactional,
  versionConflict,
  type InvalidInputError,
  type NotFoundError,
  type Scope,
  type VersionConflictError,
} from '@customer-graph/subgraph';
import { changeCustomer } from '../db/customers.ts';
import { recordHistory } from '../db/history.ts';
import { customerPayload, type CustomerPayload } from './customer.ts';
import { lockEditable } from './editable.ts';
import { profile } from './fields.ts';
import type { Module } from './module.ts';

export type UpdateCustomerResult =
  CustomerPayload | InvalidInputError | NotFoundError | VersionConflictError;

export interface UpdateCustomer {
  readonly scope: Scope;
  readonly id: string;
  readonly input: unknown;
  readonly expectedVersion: number | null | undefined;
}

/** Changes a profile: absent fields stay, null clears. Tombstones cannot be changed and count as missing. */
export async function updateCustomer(
  { db }: Module,
  { scope, id, input, expectedVersion }: UpdateCustomer,
): Promise<UpdateCustomerResult> {
  const parsed = parseInput(profile, input);
  if (!parsed.ok) return parsed.error;
  if (!isId(id)) return notFound('customer');
  const { firstName, lastName, phone } = parsed.value;
  return transactional(db.prisma, async (tx): Promise<UpdateCustomerResult> => {
    const customer = await lockEditable(tx, scope, id);
    if (!customer) return notFound('customer');
    if (expectedVersion != null && expectedVersion !== customer.version)
      return versionConflict(customer.version);
    await recordHistory(tx, customer, { type: 'PROFILE_CHANGED', actor: scope.actor });
    return customerPayload(await changeCustomer(tx, id, { firstName, lastName, phone }));
  });
}
