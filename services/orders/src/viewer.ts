import type { RequestContext } from '@customer-graph/subgraph';
import type { HistoryEntry } from './db/order-parts.ts';
import { actorForReader, historyForReader } from './domain/order-history.ts';
import type { Party } from './domain/order-status.ts';
import type { Order } from './domain/order.ts';

/** In whose name the caller may move an order. */
export function partyOf({ principal }: RequestContext, order: Order): Party {
  if (principal?.permissions.has('orders:write')) return 'store';
  const own = principal?.kind === 'customer' && principal.id === order.customerId;
  return own ? 'customer' : 'reader';
}

/** Whether the caller may read the orders that it may change. */
export const mayRead = ({ principal }: RequestContext): boolean =>
  principal?.kind === 'customer' || principal?.permissions.has('orders:read') === true;

/** The order without what tells who placed it. */
export const conceal = (order: Order): Order => ({
  ...order,
  contactEmail: null,
  contactFullName: null,
  contactPhone: null,
  concealed: true,
});

/** An order's history as the caller may read it: internal notes and the names of staff are the store's own. */
export function visibleHistory(
  { principal }: RequestContext,
  { concealed }: Order,
  entries: readonly HistoryEntry[],
): HistoryEntry[] {
  if (concealed)
    return historyForReader(nameOf(principal), entries).map((entry) => ({ ...entry, note: null }));
  if (isOfStore(principal)) return [...entries];
  return historyForReader(nameOf(principal), entries);
}

/** A payment or refund as the caller may read it: reasons and the names of staff are the store's own. */
export function visibleMoney<
  Entry extends { readonly actor: string; readonly reason?: string | null },
>({ principal }: RequestContext, { concealed }: Order, entries: readonly Entry[]): Entry[] {
  if (isOfStore(principal) && !concealed) return [...entries];
  const reader = nameOf(principal);
  return entries.map((entry) => ({
    ...entry,
    actor: actorForReader(reader, entry.actor),
    ...('reason' in entry && { reason: null }),
  }));
}

type Principal = RequestContext['principal'];
const isOfStore = (principal: Principal): boolean =>
  principal !== null &&
  ['orders:read', 'orders:write'].some((one) => principal.permissions.has(one));
const nameOf = (principal: Principal): string | null =>
  principal && `${principal.kind}:${principal.id}`;
