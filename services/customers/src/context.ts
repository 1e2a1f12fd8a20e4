import DataLoader from 'dataloader';
import { scopeOf, type RequestContext } from '@customer-graph/subgraph';
import { findCustomers } from './db/customers.ts';
import type { Customer } from './domain/customer.ts';
import type { Module } from './domain/module.ts';

/** What resolvers work with, made once per request. */
export interface Context extends RequestContext {
  readonly module: Module;
  /** Customers that the caller may see, by id; one statement for all of a request's references. */
  readonly customers: DataLoader<string, Customer | null>;
}

export function createContext(module: Module, request: RequestContext): Context {
  const customers = new DataLoader<string, Customer | null>(async (ids) => {
    const { storeId, customerId } = scopeOf(request, 'customers:read');
    const visible = ids.map((id) => (customerId === null || id === customerId ? id : null));
    const found = await findCustomers(
      module.db,
      storeId,
      visible.filter((id) => id !== null),
    );
    const byId = new Map(found.flatMap((customer) => (customer ? [[customer.id, customer]] : [])));
    return ids.map((id) => byId.get(id) ?? null);
  });
  return { ...request, module, customers };
}
