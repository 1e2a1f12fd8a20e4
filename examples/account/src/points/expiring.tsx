import type { PointsQuery } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';

type Account = NonNullable<NonNullable<PointsQuery['me']>['loyalty']>;

export function Expiring({ expiring }: Pick<Account, 'expiring'>) {
  const { t, format } = useLanguage();
  return (
    <section className="card" aria-labelledby="expiring">
      <h2 id="expiring">{t.points.expiring}</h2>
      {expiring.length === 0 && <p>{t.points.nothingExpires}</p>}
      <ul className="plain">
        {expiring.map(({ points, expiresAt }) => (
          <li key={expiresAt}>
            <strong>{format.number(points)}</strong> {t.points.expiresOn(format.date(expiresAt))}
          </li>
        ))}
      </ul>
    </section>
  );
}
