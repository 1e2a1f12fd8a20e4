import type { ProfilePartsFragment } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';

type Changes = ProfilePartsFragment['preferences']['marketingConsent']['history'];

export function ConsentHistory({ changes }: { changes: Changes }) {
  const { t, format } = useLanguage();
  return (
    <section className="card" aria-labelledby="consent">
      <h2 id="consent">{t.profile.history}</h2>
      {changes.length === 0 && <p>{t.profile.neverAsked}</p>}
      <ol className="timeline">
        {changes.map(({ changedAt, granted, source }) => (
          <li key={changedAt}>
            <strong>{granted ? t.profile.given : t.profile.withdrawn}</strong>
            <time dateTime={changedAt}>{format.dateTime(changedAt)}</time>
            <small>{source}</small>
          </li>
        ))}
      </ol>
    </section>
  );
}
