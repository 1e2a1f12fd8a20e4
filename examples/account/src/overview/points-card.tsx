import { Link } from 'wouter';
import type { OverviewQuery } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';

type Account = NonNullable<OverviewQuery['me']>['loyalty'];

export function PointsCard({ account }: { account: Account }) {
  const { t, format } = useLanguage();
  const next = account?.tierProgress.nextTier;
  return (
    <section className="card" aria-labelledby="points">
      <h2 id="points">{t.overview.points}</h2>
      {account ? (
        <>
          <p className="figure">
            {format.number(account.balance.available)}{' '}
            <span className={`tier ${account.tier.key}`}>{account.tier.name}</span>
          </p>
          {next && account.tierProgress.pointsToNextTier !== null && (
            <p>
              {t.points.toNext(format.number(account.tierProgress.pointsToNextTier), next.name)}
            </p>
          )}
        </>
      ) : (
        <p>{t.overview.noPoints}</p>
      )}
      <Link href="/points">{t.overview.toPoints}</Link>
    </section>
  );
}
