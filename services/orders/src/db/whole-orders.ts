import type { Transaction } from './database.ts';

/** All orders of a customer with all that belongs to them, oldest first. */
export const readWholeOrders = (tx: Transaction, storeId: string, customerId: string) =>
  tx.order.findMany({
    where: { storeId, customerId },
    orderBy: [{ placedAt: 'asc' }, { id: 'asc' }],
    include: {
      lines: { orderBy: { position: 'asc' } },
      addresses: true,
      payments: { orderBy: { id: 'asc' } },
      refunds: { orderBy: { id: 'asc' } },
      history: { orderBy: { id: 'asc' } },
    },
  });
export type WholeOrder = Awaited<ReturnType<typeof readWholeOrders>>[number];
