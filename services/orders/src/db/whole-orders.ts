import { groupBy } from '../domain/group.ts';
import type { Transaction } from './database.ts';

/** Orders with all that belongs to them, oldest first. */
export async function readWholeOrders(tx: Transaction, storeId: string, ids: readonly string[]) {
  const where = { storeId, orderId: { in: [...ids] } };
  const orders = await tx.order.findMany({
    where: { storeId, id: { in: [...ids] } },
    orderBy: [{ placedAt: 'asc' }, { id: 'asc' }],
  });
  // One after the other, as a transaction has one connection.
  const lines = partsOf(await tx.orderLine.findMany({ where, orderBy: { position: 'asc' } }));
  const addresses = partsOf(await tx.orderAddress.findMany({ where }));
  const payments = partsOf(await tx.payment.findMany({ where, orderBy: { id: 'asc' } }));
  const refunds = partsOf(await tx.refund.findMany({ where, orderBy: { id: 'asc' } }));
  const history = partsOf(await tx.historyEntry.findMany({ where, orderBy: { id: 'asc' } }));
  return orders.map((order) => ({
    ...order,
    lines: lines(order),
    addresses: addresses(order),
    payments: payments(order),
    refunds: refunds(order),
    history: history(order),
  }));
}
export type WholeOrder = Awaited<ReturnType<typeof readWholeOrders>>[number];

function partsOf<Part extends { readonly orderId: string }>(parts: readonly Part[]) {
  const byOrder = groupBy(parts, ({ orderId }) => orderId);
  return ({ id }: { readonly id: string }): Part[] => byOrder.get(id) ?? [];
}
