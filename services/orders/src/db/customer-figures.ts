import { queryJson, rowFormat } from '@customer-graph/subgraph';
import type { Database } from './database.ts';

/** Figures of one customer in one currency; sums are text because they may exceed what a number holds exactly. */
export interface CurrencyFigures {
  readonly customerId: string;
  readonly currency: string;
  /** Not cancelled. */
  readonly counted: number;
  readonly cancelled: number;
  /** Counted orders with something paid. */
  readonly paying: number;
  /** Paid less refunded, of counted orders. */
  readonly spent: string;
  readonly firstAt: Date | null;
  readonly lastAt: Date | null;
}

const counted = "FILTER (WHERE status <> 'CANCELLED')";
const figuresRow = rowFormat<CurrencyFigures>({
  customerId: 'customer_id',
  currency: 'currency',
  counted: `count(*) ${counted}`,
  cancelled: "count(*) FILTER (WHERE status = 'CANCELLED')",
  paying: "count(*) FILTER (WHERE status <> 'CANCELLED' AND paid_total > 0)",
  spent: `coalesce(sum(paid_total - refunded_total) ${counted}, 0)::text`,
  firstAt: { instant: `min(placed_at) ${counted}` },
  lastAt: { instant: `max(placed_at) ${counted}` },
});

/** The text of {@link selectFigures}; its values are the store and the customers. */
export const figuresSql = `
  SELECT ${figuresRow.json} AS line
  FROM orders WHERE store_id = $1 AND customer_id = ANY ($2::uuid[])
  GROUP BY customer_id, currency ORDER BY currency`;

/** Figures of all the customers in one statement. */
export const selectFigures = (
  { query }: Database,
  storeId: string,
  customerIds: readonly string[],
): Promise<CurrencyFigures[]> =>
  queryJson(query, figuresRow, 'customer-figures', figuresSql, [storeId, customerIds]);
