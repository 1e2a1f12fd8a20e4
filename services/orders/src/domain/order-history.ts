import type { HistoryEntry } from '../db/order-parts.ts';

/** What can happen to an order, as its history has it. */
export type HistoryType =
  | 'PLACED'
  | 'STATUS_CHANGED'
  | 'CANCELLED'
  | 'PAYMENT_RECORDED'
  | 'REFUND_RECORDED'
  | 'NOTE_ADDED'
  | 'CLAIMED'
  | 'CUSTOMER_MERGED';

type Told = Pick<HistoryEntry, 'actor' | 'note' | 'visibleToCustomer'> & {
  readonly type: string;
};

/**
 * An order's history as somebody outside the store may read it: without internal notes and the names of others.
 * @param reader such as `customer:42`; null for someone without a name
 */
export const historyForReader = <Entry extends Told>(
  reader: string | null,
  entries: readonly Entry[],
): Entry[] =>
  entries
    .filter(({ type, visibleToCustomer }) => type !== 'NOTE_ADDED' || visibleToCustomer)
    .map((entry) => ({
      ...entry,
      note: entry.visibleToCustomer ? entry.note : null,
      actor: actorForReader(reader, entry.actor),
    }));

/** An actor such as `staff:42` as somebody outside the store may know it: its kind alone, unless it is the reader. */
export const actorForReader = (reader: string | null, actor: string): string =>
  actor === reader ? actor : (actor.split(':')[0] ?? '');
