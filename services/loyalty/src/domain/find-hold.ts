import { isId, type Scope } from '@customer-graph/subgraph';
import { findHold as readHold } from '../db/holds.ts';
import type { Module } from './module.ts';

/** A hold that the caller may see, with the customer whose points it holds. */
export async function findHold({ db }: Module, { storeId, customerId }: Scope, id: string) {
  const found = isId(id) ? await readHold(db, storeId, id) : null;
  return found && (customerId === null || customerId === found.customerId) ? found : null;
}
