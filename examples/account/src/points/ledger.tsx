import { useSearchParams } from 'wouter';
import type { PointsQuery } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { Choice, optionsOf } from '../ui/field.tsx';
import { Filters } from '../ui/filters.tsx';
import { Pager } from '../ui/pager.tsx';
import { LedgerTable } from './ledger-table.tsx';

type Account = NonNullable<NonNullable<PointsQuery['me']>['loyalty']>;

/** All movements of points, a page at a time. */
export function Ledger({ entries }: Pick<Account, 'entries'>) {
  const { t } = useLanguage();
  const [params] = useSearchParams();
  return (
    <section className="card" aria-labelledby="ledger">
      <h2 id="ledger">{t.points.ledger}</h2>
      <Filters submit={t.orders.filter}>
        <Choice
          label={t.points.typeLabel}
          name="type"
          defaultValue={params.get('type') ?? ''}
          options={optionsOf(t.points.all, t.points.type)}
        />
      </Filters>
      <p role="status">{t.points.count(entries.totalCount ?? 0)}</p>
      {entries.edges.length > 0 ? (
        <LedgerTable lines={entries.edges.map(({ node }) => node)} />
      ) : (
        <p>{t.points.noEntries}</p>
      )}
      <Pager ends={entries.pageInfo} />
    </section>
  );
}
