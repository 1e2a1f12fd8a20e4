import { useQuery } from '@apollo/client/react';
import { useSearchParams } from 'wouter';
import { OrdersDocument } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { Pager, usePage } from '../ui/pager.tsx';
import { filterIn, OrderFilters } from './order-filters.tsx';
import { OrderTable } from './order-table.tsx';

export function Orders() {
  const { t } = useLanguage();
  const [params] = useSearchParams();
  const variables = { ...usePage(), filter: filterIn(params) };
  const query = useQuery(OrdersDocument, { variables });
  return (
    <Page title={t.orders.title}>
      <OrderFilters key={params.toString()} />
      {/* Null with an error is not an empty list: then the notice stands alone. */}
      <Loaded query={query} pick={({ me }) => me}>
        {({ orders }) =>
          orders && (
            <>
              <p role="status">{t.orders.count(orders.totalCount ?? 0)}</p>
              {orders.edges.length > 0 ? (
                <div className="card">
                  <OrderTable orders={orders.edges.map(({ node }) => node)} />
                </div>
              ) : (
                <p>{t.orders.none}</p>
              )}
              <Pager ends={orders.pageInfo} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}
