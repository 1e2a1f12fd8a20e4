import type { BackOfficeProfileFragment } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';

/** What happened to the account. The kinds are the service's own words: staff meets them in logs and documents, too. */
export function AccountHistory({ customer }: { customer: BackOfficeProfileFragment }) {
  const { t, format } = useLanguage();
  return (
    <section className="card" aria-labelledby="history">
      <h2 id="history">{t.backOffice.history}</h2>
      <ol className="timeline">
        {customer.history?.edges.map(({ node }) => (
          <li key={node.id}>
            <strong>{node.type}</strong>
            <time dateTime={node.at}>{format.dateTime(node.at)}</time>
            <small>
              {node.actor}
              {node.detail && ` · ${node.detail}`}
            </small>
          </li>
        ))}
      </ol>
    </section>
  );
}
