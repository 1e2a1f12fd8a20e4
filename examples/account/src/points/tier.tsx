import type { PointsAccountFragment } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';

/** The tier, and the way to the next one. */
export function Tier({ account }: { account: PointsAccountFragment }) {
  const { t, format } = useLanguage();
  const { tier, tierProgress: progress } = account;
  const { nextTier, pointsToNextTier, reviewAt, projectedTier } = progress;
  return (
    <section className="card" aria-labelledby="tier">
      <h2 id="tier">{t.points.tier}</h2>
      <p className="figure">
        <span className={`tier ${tier.key}`}>{tier.name}</span>
      </p>
      {nextTier && pointsToNextTier !== null ? (
        <>
          <progress
            aria-label={t.points.progress(nextTier.name)}
            max={nextTier.minQualifyingPoints}
            value={Math.max(0, nextTier.minQualifyingPoints - pointsToNextTier)}
          />
          <p>{t.points.toNext(format.number(pointsToNextTier), nextTier.name)}</p>
        </>
      ) : (
        <p>{t.points.top}</p>
      )}
      {tier.earnMultiplierPercent !== 100 && (
        <p>{t.points.multiplier(tier.earnMultiplierPercent)}</p>
      )}
      {reviewAt && <p>{t.points.review(format.date(reviewAt), projectedTier.name)}</p>}
    </section>
  );
}
