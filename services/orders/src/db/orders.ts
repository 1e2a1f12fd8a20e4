import { byKey } from '@customer-graph/subgraph';
import type { Prisma } from '../../generated/prisma/client.ts';
import { exactNumber } from '../domain/money.ts';
import type { Order } from '../domain/order.ts';
import { inDelivery, kept, paymentStatusOf } from '../domain/payment-status.ts';
import { wakeErasures } from './covered-orders.ts';
import type { Transaction } from './database.ts';
import { eventTypeOf, tellOfOrders } from './order-events.ts';
import { searchColumns } from './search-keys.ts';

const columns = {
  id: true,
  storeId: true,
  sequence: true,
  orderNumber: true,
  customerId: true,
  status: true,
  paymentStatus: true,
  contactEmail: true,
  contactFullName: true,
  contactPhone: true,
  redactedAt: true,
  currency: true,
  subtotal: true,
  discountTotal: true,
  shippingTotal: true,
  taxTotal: true,
  total: true,
  paidTotal: true,
  refundedTotal: true,
  fullyPaid: true,
  placedAt: true,
  cancelledAt: true,
  version: true,
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.OrderSelect;

type Row = Prisma.OrderGetPayload<{ select: typeof columns }>;

const toOrder = (row: Row): Order => ({
  ...row,
  sequence: exactNumber(row.sequence),
  subtotal: exactNumber(row.subtotal),
  discountTotal: exactNumber(row.discountTotal),
  shippingTotal: exactNumber(row.shippingTotal),
  taxTotal: exactNumber(row.taxTotal),
  total: exactNumber(row.total),
  paidTotal: exactNumber(row.paidTotal),
  refundedTotal: exactNumber(row.refundedTotal),
});

export interface OwnOrder {
  readonly storeId: string;
  readonly id: string;
  /** Only this customer's; null for anyone's. */
  readonly customerId: string | null;
}

/** Locks an order for the rest of the transaction; null where the store, or the customer, has none of this id. */
export async function lockOrder(
  tx: Transaction,
  { storeId, id, customerId }: OwnOrder,
): Promise<Order | null> {
  await tx.$queryRaw`SELECT 1 FROM orders WHERE store_id = ${storeId} AND id = ${id}::uuid FOR UPDATE`;
  const where = { storeId, id, ...(customerId !== null && { customerId }) };
  const row = await tx.order.findFirst({ where, select: columns });
  return row && toOrder(row);
}

/** What may change on an order. Totals move only together with their payments and refunds. */
export type OrderChange = Partial<
  Pick<Order, 'status' | 'cancelledAt' | 'paidTotal' | 'refundedTotal' | 'updatedAt'>
>;

/** Changes a locked order, which raises its version and is told. */
export async function changeOrder(
  tx: Transaction,
  order: Order,
  change: OrderChange,
): Promise<Order> {
  const totals = { ...order, ...change };
  const paymentStatus = paymentStatusOf(totals);
  const fullyPaid = order.fullyPaid || kept(totals) >= totals.total;
  const row = await tx.order.update({
    where: byKey(order),
    data: { ...change, paymentStatus, fullyPaid, version: { increment: 1 } },
    select: columns,
  });
  const changed = toOrder(row);
  await tellOfOrders(tx, eventTypeOf(order, changed), [changed]);
  if (inDelivery(order) && !inDelivery(changed)) await wakeErasures(tx, order);
  return changed;
}

const batch = 1_000;

/**
 * Makes orders a customer's own, which raises their versions, ends their tokens and is told; a thousand at a time, because
 * a statement has its time. @returns those that it has given; none when none are left
 */
export async function giveSomeOrders(
  tx: Transaction,
  which: Prisma.OrderWhereInput & { readonly storeId: string },
  customerId: string,
): Promise<Order[]> {
  const next = await tx.order.findMany({ where: which, select: { id: true }, take: batch });
  const rows = await tx.order.updateManyAndReturn({
    where: { ...which, id: { in: next.map(({ id }) => id) } },
    data: {
      customerId,
      accessTokenHash: null,
      version: { increment: 1 },
      updatedAt: new Date(),
    },
    select: columns,
  });
  const orders = rows.map(toOrder);
  await tellOfOrders(tx, 'order.status_changed', orders);
  return orders;
}

/** Makes all orders of a customer another's, `told` of them batch by batch. */
export async function moveOrders(
  tx: Transaction,
  { storeId, from, to }: { readonly storeId: string; readonly from: string; readonly to: string },
  told: (moved: readonly Order[]) => Promise<void>,
): Promise<void> {
  const where = { storeId, customerId: from };
  for (;;) {
    const moved = await giveSomeOrders(tx, where, to);
    if (moved.length === 0) return;
    await told(moved);
  }
}

/** A new order as it is first stored. */
export type NewOrder = Pick<
  Order,
  | 'id'
  | 'storeId'
  | 'sequence'
  | 'orderNumber'
  | 'customerId'
  | 'contactEmail'
  | 'contactFullName'
  | 'contactPhone'
  | 'currency'
  | 'subtotal'
  | 'discountTotal'
  | 'shippingTotal'
  | 'taxTotal'
  | 'total'
  | 'placedAt'
> & { readonly contactEmailNormal: string; readonly accessTokenHash: string | null };

export async function insertOrder(tx: Transaction, order: NewOrder): Promise<Order> {
  const { placedAt, total } = order;
  const paymentStatus = paymentStatusOf({ total, paidTotal: 0, refundedTotal: 0 });
  const data = {
    ...order,
    ...searchColumns(order),
    paymentStatus,
    fullyPaid: total === 0,
    createdAt: placedAt,
    updatedAt: placedAt,
  };
  const inserted = toOrder(await tx.order.create({ data, select: columns }));
  await tellOfOrders(tx, 'order.placed', [inserted]);
  return inserted;
}
