import type { FeedEvent } from '@customer-graph/events';
import { z } from 'zod';

const amount = z.int().min(0);

/** The events of the orders feed, version 1. Each carries where the order stands after the change, whatever it is about. */
const contract = z.object({
  version: z.literal(1),
  subject: z.string().min(1).max(255),
  type: z.enum([
    'order.placed',
    'order.paid',
    'order.refunded',
    'order.cancelled',
    'order.status_changed',
  ]),
  payload: z.object({
    customerId: z.uuid().nullable(),
    orderNumber: z.string().min(1).max(255),
    currency: z.string().length(3),
    version: z.int().min(1),
    status: z.string(),
    total: amount,
    /** Older events do not say what the total is made of: then all of it counts as goods. */
    goodsTotal: amount.optional(),
    shippingTotal: amount.optional(),
    taxTotal: amount.optional(),
    paidTotal: amount,
    refundedTotal: amount,
    /** Older events do not have it: then no more was paid than was due, and none of it twice. */
    returnedTotal: amount.optional(),
    fullyPaid: z.boolean(),
    cancelled: z.boolean(),
  }),
});

/** Where an order stands, as far as it concerns points. */
export interface OrderState {
  readonly storeId: string;
  readonly orderId: string;
  /** Null while nobody has claimed it. */
  readonly customerId: string | null;
  readonly orderNumber: string;
  readonly version: number;
  readonly currency: string;
  /** All that is to be paid. */
  readonly netMinor: number;
  /** The part of it for goods; null when the event does not say. */
  readonly goodsMinor: number | null;
  readonly shippingMinor: number;
  readonly taxMinor: number;
  /** The part of `netMinor` that was given back; all of it when the order was cancelled or refunded as a whole. */
  readonly returnedMinor: number;
  /** Cancelled or refunded as a whole, whatever was paid for it. */
  readonly returned: boolean;
  readonly fullyPaid: boolean;
  readonly cancelled: boolean;
}

/**
 * Reads an event of the orders feed.
 * @returns null for a type that this contract does not know: providers may add some
 * @throws ZodError for a known type of another version or shape
 */
export function readOrderEvent(event: FeedEvent): OrderState | null {
  if (!contract.shape.type.safeParse(event.type).success) return null;
  const { subject, payload } = contract.parse(event);
  const { customerId, orderNumber, version, currency, fullyPaid, cancelled } = payload;
  const { total: netMinor, refundedTotal, returnedTotal = refundedTotal } = payload;
  const { goodsTotal: goodsMinor = null, shippingTotal, taxTotal } = payload;
  const returned = cancelled || payload.status === 'REFUNDED';
  return {
    ...{ customerId, orderNumber, version, currency, fullyPaid, cancelled, netMinor, goodsMinor },
    storeId: event.storeId,
    orderId: subject,
    shippingMinor: shippingTotal ?? 0,
    taxMinor: taxTotal ?? 0,
    returned,
    returnedMinor: returned ? netMinor : Math.min(returnedTotal, netMinor),
  };
}
