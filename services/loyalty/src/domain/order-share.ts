import type { EntrySource } from './entry.ts';
import type { OrderState } from './order-event.ts';

type Return = Pick<OrderState, 'returned' | 'returnedMinor' | 'netMinor'>;

export const orderSource = (orderId: string): EntrySource => ({ type: 'order', id: orderId });

/** The order that points are spent on; null when the source is something else. */
export const orderOf = (source: EntrySource | null): string | null =>
  source?.type === 'order' ? source.id : null;

/** Whether all of an order came back. */
export const isWhollyReturned = ({ returned, returnedMinor, netMinor }: Return): boolean =>
  returned || (netMinor > 0 && returnedMinor >= netMinor);

/** How many of the points spent on an order its return gives back in all: floor(points × refunded ÷ total). */
export function pointsToReturn(order: Return, points: number): number {
  if (isWhollyReturned(order)) return points;
  if (order.netMinor === 0) return 0;
  return Number((BigInt(points) * BigInt(order.returnedMinor)) / BigInt(order.netMinor));
}
