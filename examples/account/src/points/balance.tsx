import type { PointsAccountFragment } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';

export function Balance({ balance }: Pick<PointsAccountFragment, 'balance'>) {
  const { t, format } = useLanguage();
  const others: [string, number][] = [
    [t.points.pending, balance.pending],
    [t.points.held, balance.held],
    [t.points.debt, balance.debt],
  ];
  return (
    <section className="card" aria-labelledby="balance">
      <h2 id="balance">{t.points.available}</h2>
      <p className="figure">{format.number(balance.available)}</p>
      <dl className="sums">
        {others
          .filter(([, points]) => points > 0)
          .map(([label, points]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{format.number(points)}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}
