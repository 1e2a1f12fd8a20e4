import { isId, type Scope } from '@customer-graph/subgraph';
import { findGuestOrder, selectOrders } from '../db/read-orders.ts';
import type { Module } from './module.ts';
import { orderPayload, type Order, type OrderPayload } from './order.ts';

/** What decides whether an order may be seen. */
export interface OrderAccess {
  readonly storeId: string;
  /** Whose orders the caller reaches anyway; null for a caller that only a token helps. */
  readonly scope: Scope | null;
  readonly accessToken: string | null;
}

/** An order that the caller may see, by scope or by token; null where there is none. */
export async function findOrder(
  { db, guestTokens }: Module,
  id: string,
  { storeId, scope, accessToken }: OrderAccess,
): Promise<Order | null> {
  if (!isId(id)) return null;
  if (scope) {
    const [order] = await selectOrders(db, scope.storeId, scope.customerId, [id]);
    if (order) return order;
  }
  if (accessToken === null) return null;
  return findGuestOrder(db, storeId, id, guestTokens.hash(accessToken));
}

/** An order that is known to exist, for answers that are given again. */
export async function readOrder({ db }: Module, storeId: string, id: string): Promise<Order> {
  const [order] = await selectOrders(db, storeId, null, [id]);
  if (!order) throw new Error(`order ${id} is gone`);
  return order;
}

/** How the outcome of a change to an order is kept. */
export const orderOutcome = (module: Module, storeId: string) => ({
  idOf: ({ order }: OrderPayload) => order.id,
  read: async (id: string) => orderPayload(await readOrder(module, storeId, id)),
});
