import { isId, notFound, transactional, type NotFoundError } from '@customer-graph/subgraph';
import { subjects } from '../db/database.ts';
import { endSessions } from '../db/sessions.ts';
import { customerPayload, type CustomerPayload } from './customer.ts';
import { lockEditable } from './editable.ts';
import type { Module } from './module.ts';

/** Ends one running session of a customer. */
export async function endSession(
  { db }: Module,
  storeId: string,
  customerId: string,
  id: string,
): Promise<CustomerPayload | NotFoundError> {
  if (!isId(id)) return notFound('session');
  return transactional(
    db.writerOf(subjects.customer(customerId)),
    async (tx): Promise<CustomerPayload | NotFoundError> => {
      const customer = await lockEditable(tx, { storeId, customerId }, customerId);
      if (!customer || (await endSessions(tx, customer, 'ENDED', id)) === 0)
        return notFound('session');
      return customerPayload(customer);
    },
  );
}
