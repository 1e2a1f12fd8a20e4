import { useQuery } from '@apollo/client/react';
import { BackOfficeCustomerDocument } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { usePage } from '../ui/pager.tsx';
import { AccountHistory } from './account-history.tsx';
import { CustomerCard } from './customer-card.tsx';
import { CustomerOrders } from './customer-orders.tsx';
import { CustomerPoints } from './customer-points.tsx';
import { Figures } from './figures.tsx';
import { nameOf } from './name-of.ts';

/** One customer with what three modules know about it. */
export function CustomerScreen({ id }: { id: string }) {
  const { t } = useLanguage();
  const query = useQuery(BackOfficeCustomerDocument, { variables: { id, ...usePage() } });
  const { customer } = query.data ?? {};
  const again = () => query.refetch();
  return (
    <Page title={customer ? nameOf(customer) || customer.customerNumber : t.backOffice.customers}>
      <Loaded
        query={query}
        pick={(data) => data.customer}
        otherwise={<p>{t.backOffice.unknown}</p>}
      >
        {(found, missing) => (
          <>
            <div className="grid">
              <CustomerCard customer={found} />
              {found.orderMetrics && <Figures metrics={found.orderMetrics} />}
              {!missing.includes('loyalty') && (
                <CustomerPoints customerId={found.id} account={found.loyalty} />
              )}
            </div>
            {found.orders && <CustomerOrders orders={found.orders} onChange={again} />}
            <AccountHistory customer={found} />
          </>
        )}
      </Loaded>
    </Page>
  );
}
