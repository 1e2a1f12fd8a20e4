import type { ReferenceError } from '@customer-graph/customer-references';
import type {
  IdempotencyKeyReusedError,
  InvalidInputError,
  NotFoundError,
  VersionConflictError,
} from '@customer-graph/subgraph';
import type { IllegalTransitionError, OrderStatus } from './order-status.ts';
import type { PaymentStatus } from './payment-status.ts';
import type { RefundTooLargeError } from './record-refund.ts';

/** An order of one store. Amounts are in the minor unit of `currency`. */
export interface Order {
  readonly id: string;
  readonly storeId: string;
  /** The store's count of orders. */
  readonly sequence: number;
  readonly orderNumber: string;
  /** Null for a guest order. */
  readonly customerId: string | null;
  readonly status: OrderStatus;
  readonly paymentStatus: PaymentStatus;
  readonly contactEmail: string | null;
  readonly contactFullName: string | null;
  readonly contactPhone: string | null;
  /** When personal data was removed. */
  readonly redactedAt: Date | null;
  readonly currency: string;
  readonly subtotal: number;
  readonly discountTotal: number;
  readonly shippingTotal: number;
  readonly taxTotal: number;
  readonly total: number;
  readonly paidTotal: number;
  readonly refundedTotal: number;
  /** Whether all that was due had been paid at some time, whatever was given back since. */
  readonly fullyPaid: boolean;
  readonly placedAt: Date;
  readonly cancelledAt: Date | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** True for a caller that may change the order and not read it: it sees nothing of the buyer. */
  readonly concealed?: boolean;
}

/** All that this module says of a customer that it does not own. */
export interface CustomerReference {
  readonly __typename: 'Customer';
  readonly id: string;
}

export const customerReference = (id: string): CustomerReference => ({
  __typename: 'Customer',
  id,
});

/** The order after a change. */
export interface OrderPayload {
  readonly __typename: 'OrderPayload';
  readonly order: Order;
}

export const orderPayload = (order: Order): OrderPayload => ({
  __typename: 'OrderPayload',
  order,
});

/** Outcome of a change to an order. */
export type OrderResult =
  | OrderPayload
  | InvalidInputError
  | NotFoundError
  | IllegalTransitionError
  | RefundTooLargeError
  | ReferenceError
  | VersionConflictError
  | IdempotencyKeyReusedError;

/** Such as O-000042. */
export const formatOrderNumber = (sequence: number): string =>
  `O-${String(sequence).padStart(6, '0')}`;

/** Such as "2 orders". */
export const countOf = (orders: number): string => `${orders} ${orders === 1 ? 'order' : 'orders'}`;

/** False for text that can be no order number; such an order simply does not exist. */
export const isOrderNumber = (text: string): boolean => /^O-\d{6,16}$/.test(text);
