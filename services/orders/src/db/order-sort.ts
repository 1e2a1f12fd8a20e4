import type { CursorValue, Page } from '@customer-graph/subgraph';
import type { Order } from '../domain/order.ts';

export type OrderSortField = 'PLACED_AT' | 'CREATED_AT' | 'UPDATED_AT' | 'ORDER_NUMBER' | 'TOTAL';

export interface OrderSort {
  readonly field: OrderSortField;
  readonly direction: 'ASC' | 'DESC';
}

interface SortKey {
  readonly column: string;
  readonly type: 'timestamptz' | 'bigint' | 'text' | 'uuid';
  readonly of: (order: Order) => CursorValue;
}

const time = (column: string, of: (order: Order) => Date): SortKey => ({
  column,
  type: 'timestamptz',
  of: (order) => of(order).toISOString(),
});

/** What each order of the list goes by, its id last; each has its index. */
const sortKeys: Record<OrderSortField, readonly SortKey[]> = {
  PLACED_AT: [time('placed_at', ({ placedAt }) => placedAt)],
  CREATED_AT: [time('created_at', ({ createdAt }) => createdAt)],
  UPDATED_AT: [time('updated_at', ({ updatedAt }) => updatedAt)],
  ORDER_NUMBER: [{ column: 'sequence', type: 'bigint', of: ({ sequence }) => sequence }],
  TOTAL: [
    { column: 'currency', type: 'text', of: ({ currency }) => currency },
    { column: 'total', type: 'bigint', of: ({ total }) => total },
  ],
};
const id: SortKey = { column: 'id', type: 'uuid', of: (order) => order.id };

export const keysOf = (field: OrderSortField): readonly SortKey[] => [...sortKeys[field], id];

/** ORDER BY and, behind a cursor, the condition that starts the page there; in the page's direction. */
export function sortSql(
  { field, direction }: OrderSort,
  { backward, cursor }: Page,
  bind: (value: unknown) => string,
): { orderBy: string; after: string } {
  const keys = keysOf(field);
  const ascending = (direction === 'ASC') !== backward;
  const orderBy = keys.map(({ column }) => `${column} ${ascending ? 'ASC' : 'DESC'}`).join(', ');
  if (!cursor) return { orderBy, after: 'true' };
  const row = keys.map(({ column }) => column).join(', ');
  const place = keys.map(({ type }, index) => `${bind(cursor[index])}::${type}`).join(', ');
  return { orderBy, after: `(${row}) ${ascending ? '>' : '<'} (${place})` };
}
