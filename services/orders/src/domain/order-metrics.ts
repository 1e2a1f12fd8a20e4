import { selectFigures, type CurrencyFigures } from '../db/customer-figures.ts';
import { groupBy } from './group.ts';
import type { Module } from './module.ts';
import { divideHalfEven, exactNumber, money, type Money } from './money.ts';

/** Figures about the counted orders in one currency. */
export interface CurrencyTotals {
  readonly currency: string;
  readonly orders: number;
  /** Null where the sum exceeds 2^53-1. */
  readonly totalSpent: Money | null;
  /** Null when nothing was paid. */
  readonly avgOrderValue: Money | null;
}

interface Described {
  readonly key: string;
  readonly label: string;
  readonly category: string;
}
type MetricValue =
  | (Described & { readonly __typename: 'CountMetric'; readonly count: number })
  | (Described & { readonly __typename: 'MoneyMetric'; readonly money: Money })
  | (Described & { readonly __typename: 'DateTimeMetric'; readonly at: Date | null });

/** Figures about a customer's orders; counted orders are those placed and not cancelled. */
export interface OrderMetrics {
  readonly totalOrders: number;
  readonly cancelledOrders: number;
  readonly firstOrderAt: Date | null;
  readonly lastOrderAt: Date | null;
  readonly byCurrency: CurrencyTotals[];
  readonly values: MetricValue[];
  readonly computedAt: Date;
}

/** Each customer's figures, computed from the orders as they are now. */
export async function orderMetrics(
  { db }: Module,
  storeId: string,
  customerIds: readonly string[],
): Promise<OrderMetrics[]> {
  const computedAt = new Date();
  const rows = await selectFigures(db, storeId, customerIds);
  const byCustomer = groupBy(rows, ({ customerId }) => customerId);
  return customerIds.map((id) => metricsOf(byCustomer.get(id) ?? [], computedAt));
}

function metricsOf(figures: readonly CurrencyFigures[], computedAt: Date): OrderMetrics {
  const counted = figures.filter(({ counted }) => counted > 0);
  const firsts = counted.flatMap(({ firstAt }) => firstAt ?? []);
  const lasts = counted.flatMap(({ lastAt }) => lastAt ?? []);
  const totals = {
    totalOrders: counted.reduce((sum, row) => sum + row.counted, 0),
    cancelledOrders: figures.reduce((sum, row) => sum + row.cancelled, 0),
    firstOrderAt: firsts.reduce<Date | null>((a, b) => (a && a < b ? a : b), null),
    lastOrderAt: lasts.reduce<Date | null>((a, b) => (a && a > b ? a : b), null),
    byCurrency: counted.map(totalsOf),
  };
  return {
    ...totals,
    computedAt,
    // Made when asked for: most callers read the figures themselves.
    get values() {
      return valuesOf(totals);
    },
  };
}

function totalsOf({ currency, counted, paying, spent }: CurrencyFigures): CurrencyTotals {
  const sum = BigInt(spent);
  const shown = (value: bigint) =>
    value > Number.MAX_SAFE_INTEGER ? null : money(exactNumber(value), currency);
  return {
    currency,
    orders: counted,
    totalSpent: shown(sum),
    avgOrderValue: paying > 0 ? shown(divideHalfEven(sum, BigInt(paying))) : null,
  };
}

const category = 'orders';

function valuesOf(totals: Omit<OrderMetrics, 'values' | 'computedAt'>): MetricValue[] {
  const moments = [
    ['orders.first_order_date', 'First order', totals.firstOrderAt],
    ['orders.last_order_date', 'Last order', totals.lastOrderAt],
  ] as const;
  return [
    {
      __typename: 'CountMetric',
      key: 'orders.total_orders',
      label: 'Orders',
      category,
      count: totals.totalOrders,
    },
    ...totals.byCurrency.flatMap(moneyValues),
    ...moments.map(([key, label, at]) => ({
      __typename: 'DateTimeMetric' as const,
      key,
      label,
      category,
      at,
    })),
  ];
}

function moneyValues({ currency, totalSpent, avgOrderValue }: CurrencyTotals): MetricValue[] {
  const figures = [
    ['total_spent', 'Total spent', totalSpent],
    ['avg_order_value', 'Average order value', avgOrderValue],
  ] as const;
  return figures.flatMap(([figure, label, money]) =>
    money
      ? {
          __typename: 'MoneyMetric' as const,
          key: `orders.${figure}.${currency}`,
          label: `${label} (${currency})`,
          category,
          money,
        }
      : [],
  );
}
