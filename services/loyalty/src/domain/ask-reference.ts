import { isId } from '@customer-graph/subgraph';
import {
  customerNotActive,
  unknownCustomer,
  type CustomerNotActiveError,
  type UnknownCustomerError,
} from './failures.ts';
import type { Module } from './module.ts';

export type ReferenceError = UnknownCustomerError | CustomerNotActiveError;

/**
 * Asks whether points may be written for a customer. The answer is a function, to be called when the write is sure to be a
 * new one: a repetition is answered as before even when the customer is gone or nobody can tell.
 */
export async function askReference(
  { customerReferences }: Module,
  storeId: string,
  customerId: string,
): Promise<() => ReferenceError | null> {
  if (!isId(customerId)) return () => unknownCustomer(customerId);
  const [asked] = await Promise.allSettled([customerReferences.check(storeId, customerId)]);
  return () => {
    if (asked.status === 'rejected') throw asked.reason;
    if (asked.value === 'UNKNOWN') return unknownCustomer(customerId);
    return asked.value === 'INACTIVE' ? customerNotActive(customerId) : null;
  };
}
