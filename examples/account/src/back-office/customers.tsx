import { useQuery } from '@apollo/client/react';
import { useSearchParams } from 'wouter';
import { BackOfficeCustomersDocument } from '../generated/graphql.ts';
import { keyIn } from '../i18n/key-in.ts';
import { useLanguage } from '../i18n/language.tsx';
import { backOffice } from '../i18n/messages/back-office.ts';
import { Choice, Field, optionsOf } from '../ui/field.tsx';
import { Filters } from '../ui/filters.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { Pager, usePage } from '../ui/pager.tsx';
import { CustomerTable } from './customer-table.tsx';

export function Customers() {
  const { t } = useLanguage();
  const [params] = useSearchParams();
  const search = params.get('search');
  const status = keyIn(backOffice.en.status, params.get('status'));
  const filter = status ? { status: [status] } : {};
  const query = useQuery(BackOfficeCustomersDocument, {
    variables: { ...usePage(), search, filter },
  });
  return (
    <Page title={t.backOffice.customers}>
      <Filters submit={t.backOffice.searchSubmit} key={params.toString()}>
        <Field
          label={t.backOffice.search}
          name="search"
          type="search"
          defaultValue={search ?? ''}
          plain
        />
        <Choice
          label={t.backOffice.statusLabel}
          name="status"
          defaultValue={status ?? ''}
          options={optionsOf(t.backOffice.all, t.backOffice.status)}
        />
      </Filters>
      <Loaded query={query} pick={({ customers }) => customers}>
        {({ edges, totalCount, pageInfo }) => (
          <>
            <p role="status">{t.backOffice.count(totalCount ?? 0)}</p>
            {edges.length > 0 ? (
              <div className="card">
                <CustomerTable customers={edges.map(({ node }) => node)} />
              </div>
            ) : (
              <p>{t.backOffice.none}</p>
            )}
            <Pager ends={pageInfo} />
          </>
        )}
      </Loaded>
    </Page>
  );
}
