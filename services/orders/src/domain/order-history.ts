import type { HistoryEntry } from '../db/order-parts.ts';

type Told = Pick<HistoryEntry, 'type' | 'actor' | 'note' | 'visibleToCustomer'>;

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
      actor: entry.actor === reader ? reader : (entry.actor.split(':')[0] ?? ''),
    }));
