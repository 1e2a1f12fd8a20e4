import type { MoneyPartsFragment, OrderDetailsFragment } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';

/** What was ordered, and what it comes to. */
export function OrderLines({ order }: { order: OrderDetailsFragment }) {
  const { t, format } = useLanguage();
  const sums: [string, MoneyPartsFragment][] = [
    [t.orders.subtotal, order.subtotal],
    [t.orders.shipping, order.shippingTotal],
    [t.orders.tax, order.taxTotal],
    [t.orders.discount, { ...order.discountTotal, amountMinor: -order.discountTotal.amountMinor }],
  ];
  const settled: [string, MoneyPartsFragment][] = [
    [t.orders.paid, order.paidTotal],
    [t.orders.refunded, order.refundedTotal],
  ];
  const present = ([, { amountMinor }]: [string, MoneyPartsFragment]) => amountMinor !== 0;
  return (
    <section className="card" aria-labelledby="lines">
      <h2 id="lines">{t.orders.lines}</h2>
      <ul className="lines">
        {order.lines.map((line) => (
          <li key={line.id}>
            <span>
              {line.quantity} × {line.name}
              <small>
                {[line.sku, format.money(line.unitPrice)].filter(Boolean).join(' · ')}
                {line.refundedQuantity > 0 && ` · ${t.orders.returned(line.refundedQuantity)}`}
              </small>
            </span>
            <span className="number">{format.money(line.total)}</span>
          </li>
        ))}
      </ul>
      <dl className="sums">
        {sums.filter(present).map(([label, money]) => (
          <Sum key={label} label={label} money={money} />
        ))}
        <Sum label={t.orders.total} money={order.total} strong />
        {settled.filter(present).map(([label, money]) => (
          <Sum key={label} label={label} money={money} />
        ))}
      </dl>
    </section>
  );
}

interface SumProps {
  readonly label: string;
  readonly money: MoneyPartsFragment;
  readonly strong?: boolean;
}

function Sum({ label, money, strong }: SumProps) {
  const { format } = useLanguage();
  return (
    <div className={strong ? 'total' : undefined}>
      <dt>{label}</dt>
      <dd>{format.money(money)}</dd>
    </div>
  );
}
