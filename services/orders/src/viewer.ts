import type { RequestContext } from '@customer-graph/subgraph';
import type { HistoryEntry } from './db/order-parts.ts';
import { historyForReader } from './domain/order-history.ts';
import type { Party } from './domain/order-status.ts';
import type { Order } from './domain/order.ts';

/** In whose name the caller may move an order. */
export function partyOf({ principal }: RequestContext, order: Order): Party {
  if (principal?.permissions.has('orders:write')) return 'store';
  const own = principal?.kind === 'customer' && principal.id === order.customerId;
  return own ? 'customer' : 'reader';
}

/** An order's history as the caller may read it: internal notes and the names of staff are the store's own. */
export function visibleHistory(
  { principal }: RequestContext,
  entries: readonly HistoryEntry[],
): HistoryEntry[] {
  const permissions = principal?.permissions;
  if (permissions?.has('orders:read') || permissions?.has('orders:write')) return [...entries];
  return historyForReader(principal && `${principal.kind}:${principal.id}`, entries);
}
