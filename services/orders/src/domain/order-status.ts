export const orderStatuses = [
  'PENDING',
  'PROCESSING',
  'SHIPPED',
  'DELIVERED',
  'CANCELLED',
  'REFUNDED',
] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** Who wants to move an order: the store's people and services, the customer it belongs to, or someone who may only read. */
export type Party = 'store' | 'customer' | 'reader';

/** One way an order may go. */
export interface Transition {
  readonly from: OrderStatus;
  readonly to: OrderStatus;
  /** True where the customer may do it as well as the store. */
  readonly customer?: true;
  /** True where the store keeps nothing of what was paid, and something must have been paid. */
  readonly onceRefunded?: true;
}

/** All ways an order may go. A status that nothing leads out of is final. */
export const transitions: readonly Transition[] = [
  { from: 'PENDING', to: 'PROCESSING' },
  { from: 'PENDING', to: 'CANCELLED', customer: true },
  { from: 'PROCESSING', to: 'SHIPPED' },
  { from: 'PROCESSING', to: 'CANCELLED' },
  { from: 'PROCESSING', to: 'REFUNDED', onceRefunded: true },
  { from: 'SHIPPED', to: 'DELIVERED' },
  { from: 'SHIPPED', to: 'REFUNDED', onceRefunded: true },
  { from: 'DELIVERED', to: 'REFUNDED', onceRefunded: true },
];

export const isFinal = (status: OrderStatus): boolean =>
  !transitions.some(({ from }) => from === status);

/** What decides where an order may go. */
export interface Progress {
  readonly status: OrderStatus;
  readonly paidTotal: number;
  readonly refundedTotal: number;
}

/** Where the party may move the order now. */
export function availableTransitions(order: Progress, party: Party): OrderStatus[] {
  const refunded = order.paidTotal > 0 && order.refundedTotal === order.paidTotal;
  return transitions
    .filter(({ from }) => from === order.status)
    .filter(({ onceRefunded }) => !onceRefunded || refunded)
    .filter(({ customer }) => party === 'store' || (party === 'customer' && customer))
    .map(({ to }) => to);
}

export type IllegalTransitionError = ReturnType<typeof illegalTransition>;
export const illegalTransition = (order: Progress, to: OrderStatus, party: Party) => ({
  __typename: 'IllegalTransitionError' as const,
  message: `A ${order.status} order cannot become ${to}.`,
  from: order.status,
  to,
  allowed: availableTransitions(order, party),
});
