import { useQuery } from '@apollo/client/react';
import { Link } from 'wouter';
import { AddressText } from '../addresses/address-text.tsx';
import { OverviewDocument } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { OrderTable } from '../orders/order-table.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { PointsCard } from './points-card.tsx';

/** Three modules in one query. */
export function Overview() {
  const { t } = useLanguage();
  const query = useQuery(OverviewDocument);
  const name = query.data?.me?.firstName ?? '';
  return (
    <Page title={t.overview.hello(name)}>
      <Loaded query={query} pick={({ me }) => me}>
        {(me, missing) => (
          <>
            <p>
              {t.overview.number} <strong>{me.customerNumber}</strong> · {me.email}
            </p>
            <div className="grid">
              {!missing.includes('loyalty') && <PointsCard account={me.loyalty} />}
              <section className="card" aria-labelledby="address">
                <h2 id="address">{t.overview.address}</h2>
                {me.defaultShippingAddress ? (
                  <AddressText address={me.defaultShippingAddress} />
                ) : (
                  <p>{t.overview.noAddress}</p>
                )}
                <Link href="/addresses">
                  {me.defaultShippingAddress ? t.overview.toAddresses : t.overview.addAddress}
                </Link>
              </section>
            </div>
            {me.recentOrders && (
              <section className="card" aria-labelledby="orders">
                <h2 id="orders">{t.overview.recentOrders}</h2>
                {me.recentOrders.length > 0 ? (
                  <OrderTable orders={me.recentOrders} />
                ) : (
                  <p>{t.overview.noOrders}</p>
                )}
                <Link href="/orders">{t.overview.allOrders}</Link>
              </section>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}
