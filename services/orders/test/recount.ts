import { sql } from './rows.ts';

/** What orderMetrics tells, as far as rows decide it. */
export interface Figures {
  readonly totalOrders: number;
  readonly cancelledOrders: number;
  readonly firstOrderAt: string | null;
  readonly lastOrderAt: string | null;
  readonly byCurrency: {
    readonly currency: string;
    readonly orders: number;
    readonly totalSpent: { readonly amountMinor: number; readonly currency: string };
    readonly avgOrderValue: { readonly amountMinor: number } | null;
  }[];
}

interface OrderRow {
  readonly customer_id: string;
  readonly currency: string;
  readonly status: string;
  readonly placed_at: Date;
  readonly payments: number[];
  readonly refunds: number[];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** Rounds half to even, by comparing the two neighbours. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

/** The figures of customers, counted one order, one payment and one refund at a time. */
export async function recount(url: string, customerIds: readonly string[]): Promise<Figures[]> {
  const rows = await sql<OrderRow>(
    url,
    `SELECT customer_id, currency, status, placed_at,
       ARRAY(SELECT amount::float8 FROM payments p WHERE p.order_id = o.id) AS payments,
       ARRAY(SELECT amount::float8 FROM refunds r WHERE r.order_id = o.id) AS refunds
     FROM orders o WHERE customer_id = ANY ($1::uuid[]) ORDER BY placed_at, id`,
    [customerIds],
  );
  return customerIds.map((id) => figuresOf(rows.filter(({ customer_id }) => customer_id === id)));
}

function figuresOf(rows: readonly OrderRow[]): Figures {
  const counted = rows.filter(({ status }) => status !== 'CANCELLED');
  const currencies = [...new Set(counted.map(({ currency }) => currency))].sort();
  return {
    totalOrders: counted.length,
    cancelledOrders: rows.length - counted.length,
    firstOrderAt: counted[0]?.placed_at.toISOString() ?? null,
    lastOrderAt: counted.at(-1)?.placed_at.toISOString() ?? null,
    byCurrency: currencies.map((currency) => {
      const own = counted.filter((row) => row.currency === currency);
      const paid = own.filter(({ payments }) => payments.length > 0);
      const spent = sum(own.flatMap((row) => [sum(row.payments), -sum(row.refunds)]));
      const average = paid.length > 0 ? { amountMinor: roundHalfEven(spent / paid.length) } : null;
      return {
        currency,
        orders: own.length,
        totalSpent: { amountMinor: spent, currency },
        avgOrderValue: average,
      };
    }),
  };
}
