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

/** The text of {@link selectFigures}; its values are the store and the customers. */
export const figuresSql = `
  SELECT customer_id AS "customerId", currency,
    count(*) FILTER (WHERE status <> 'CANCELLED') AS counted,
    count(*) FILTER (WHERE status = 'CANCELLED') AS cancelled,
    count(*) FILTER (WHERE status <> 'CANCELLED' AND paid_total > 0) AS paying,
    coalesce(sum(paid_total - refunded_total) FILTER (WHERE status <> 'CANCELLED'), 0)::text AS spent,
    min(placed_at) FILTER (WHERE status <> 'CANCELLED') AS "firstAt",
    max(placed_at) FILTER (WHERE status <> 'CANCELLED') AS "lastAt"
  FROM orders WHERE store_id = $1 AND customer_id = ANY ($2::uuid[])
  GROUP BY customer_id, currency ORDER BY currency`;

/** Figures of all the customers in one statement. */
export const selectFigures = (
  { query }: Database,
  storeId: string,
  customerIds: readonly string[],
): Promise<CurrencyFigures[]> => query('customer-figures', figuresSql, [storeId, customerIds]);
