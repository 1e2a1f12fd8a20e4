import { newId } from '@customer-graph/subgraph';
import type { Transaction } from '../db/database.ts';
import { insertHistory } from '../db/order-parts.ts';
import { changeOrder, type OrderChange } from '../db/orders.ts';
import type { HistoryType } from './order-history.ts';
import type { OrderStatus } from './order-status.ts';
import type { Order } from './order.ts';

/** Something that happens to an order, as its history tells it. */
export interface Happening {
  readonly type: HistoryType;
  readonly actor: string;
  readonly at: Date;
  readonly note?: string | null;
  readonly visibleToCustomer?: boolean;
  readonly from?: OrderStatus;
  readonly to?: OrderStatus;
  /** Money that moved, in the minor unit of the order's currency. */
  readonly amount?: number;
}

/** Appends to the history of all orders that something happened to, in the transaction of what happened. */
export async function recordHistory(
  tx: Transaction,
  orders: readonly Pick<Order, 'id' | 'storeId'>[],
  { type, actor, at, note, visibleToCustomer, from, to, amount }: Happening,
): Promise<void> {
  const entries = orders.map(({ id: orderId, storeId }) => ({
    id: newId(),
    storeId,
    orderId,
    at,
    type,
    actor,
    fromStatus: from ?? null,
    toStatus: to ?? null,
    amount: amount ?? null,
    note: note ?? null,
    visibleToCustomer: visibleToCustomer ?? false,
  }));
  await insertHistory(tx, entries);
}

/** Changes a locked order and tells its history: the one way in which totals change. */
export async function applyChange(
  tx: Transaction,
  order: Order,
  change: OrderChange,
  happening: Happening,
): Promise<Order> {
  const changed = await changeOrder(tx, order, { ...change, updatedAt: happening.at });
  await recordHistory(tx, [order], happening);
  return changed;
}

/** Moves a locked order to a status that it may take: the one way in which a status changes. */
export function moveOrder(
  tx: Transaction,
  order: Order,
  to: OrderStatus,
  happening: Omit<Happening, 'type' | 'from' | 'to'>,
): Promise<Order> {
  const cancelled = to === 'CANCELLED';
  const type = cancelled ? 'CANCELLED' : 'STATUS_CHANGED';
  const change = { status: to, ...(cancelled && { cancelledAt: happening.at }) };
  return applyChange(tx, order, change, { ...happening, type, from: order.status, to });
}
