import type { BackOfficeCustomerQuery } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';

type Metrics = NonNullable<NonNullable<BackOfficeCustomerQuery['customer']>['orderMetrics']>;

/** What a customer's orders add up to. Amounts of different currencies stay apart. */
export function Figures({ metrics }: { metrics: Metrics }) {
  const { t, format } = useLanguage();
  const date = (instant: string | null) => (instant ? format.date(instant) : t.common.none);
  const rows: [string, string][] = [
    [t.backOffice.totalOrders, format.number(metrics.totalOrders)],
    [t.backOffice.cancelledOrders, format.number(metrics.cancelledOrders)],
    [t.backOffice.firstOrder, date(metrics.firstOrderAt)],
    [t.backOffice.lastOrder, date(metrics.lastOrderAt)],
    ...metrics.byCurrency.flatMap(({ currency, totalSpent, avgOrderValue }): [string, string][] => [
      [t.backOffice.spent(currency), totalSpent ? format.money(totalSpent) : t.common.none],
      [t.backOffice.average(currency), avgOrderValue ? format.money(avgOrderValue) : t.common.none],
    ]),
  ];
  return (
    <section className="card" aria-labelledby="figures">
      <h2 id="figures">{t.backOffice.metrics}</h2>
      <dl className="sums">
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
