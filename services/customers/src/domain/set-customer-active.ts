import { isId, notFound, transactional, type NotFoundError } from '@customer-graph/subgraph';
import { changeCustomer, lockCustomer } from '../db/customers.ts';
import { customerPayload, type CustomerPayload } from './customer.ts';
import type { Module } from './module.ts';

/** Activates or deactivates a customer; asking for the state it has changes nothing. */
export async function setCustomerActive(
  { db }: Module,
  storeId: string,
  id: string,
  active: boolean,
): Promise<CustomerPayload | NotFoundError> {
  if (!isId(id)) return notFound('customer');
  return transactional(db.prisma, async (tx): Promise<CustomerPayload | NotFoundError> => {
    const customer = await lockCustomer(tx, storeId, id);
    if (!customer || customer.status === 'MERGED' || customer.status === 'ERASED')
      return notFound('customer');
    const status = active ? 'ACTIVE' : 'DEACTIVATED';
    if (customer.status === status) return customerPayload(customer);
    return customerPayload(await changeCustomer(tx, id, { status }));
  });
}
