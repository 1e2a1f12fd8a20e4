import type { WholeOrder } from '../db/whole-orders.ts';
import { exactNumber, money } from './money.ts';
import { historyForReader } from './order-history.ts';

/**
 * What this module holds of an order and a person may read, for an export.
 * @param reader such as `customer:42`
 */
export function orderDocument(order: WholeOrder, reader: string) {
  const { currency } = order;
  const of = (amount: bigint) => money(exactNumber(amount), currency);
  const addressOf = (kind: string) => {
    const address = order.addresses.find((each) => each.kind === kind);
    if (!address) return null;
    const { fullName, company, line1, line2, city, region, postalCode, countryCode } = address;
    return { fullName, company, line1, line2, city, region, postalCode, countryCode };
  };
  return {
    id: order.id,
    orderNumber: order.orderNumber,
    status: order.status,
    paymentStatus: order.paymentStatus,
    placedAt: order.placedAt,
    cancelledAt: order.cancelledAt,
    contact: {
      email: order.contactEmail,
      fullName: order.contactFullName,
      phone: order.contactPhone,
    },
    shippingAddress: addressOf('SHIPPING'),
    billingAddress: addressOf('BILLING'),
    lines: order.lines.map(({ sku, name, quantity, refundedQuantity, unitPrice, total }) => ({
      sku,
      name,
      quantity,
      refundedQuantity,
      unitPrice: of(unitPrice),
      total: of(total),
    })),
    subtotal: of(order.subtotal),
    discountTotal: of(order.discountTotal),
    shippingTotal: of(order.shippingTotal),
    taxTotal: of(order.taxTotal),
    total: of(order.total),
    paidTotal: of(order.paidTotal),
    refundedTotal: of(order.refundedTotal),
    payments: order.payments.map(({ at, amount, reference }) => ({
      at,
      amount: of(amount),
      reference,
    })),
    refunds: order.refunds.map(({ at, amount }) => ({ at, amount: of(amount) })),
    history: historyForReader(reader, order.history).map(
      ({ at, type, fromStatus: from, toStatus: to, actor, note }) => ({
        at,
        type,
        from,
        to,
        actor,
        note,
      }),
    ),
  };
}
