import { useQuery } from '@apollo/client/react';
import { AddressText } from '../addresses/address-text.tsx';
import { OrderDocument } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { CancelOrder } from './cancel-order.tsx';
import { OrderHistory } from './order-history.tsx';
import { OrderLines } from './order-lines.tsx';
import { OrderStatusTag } from './order-table.tsx';

export function OrderScreen({ id }: { id: string }) {
  const { t, format } = useLanguage();
  const query = useQuery(OrderDocument, { variables: { id } });
  const number = query.data?.order?.orderNumber ?? '';
  return (
    <Page title={t.orders.order(number)}>
      <Loaded query={query} pick={({ order }) => order} otherwise={<p>{t.orders.unknown}</p>}>
        {(order) => (
          <>
            <p>
              <OrderStatusTag status={order.status} /> {t.orders.paymentLabel}:{' '}
              {t.orders.payment[order.paymentStatus]} · {t.orders.placedAt}{' '}
              {format.dateTime(order.placedAt)}
            </p>
            <OrderLines order={order} />
            <div className="grid">
              {order.shippingAddress && (
                <section className="card" aria-labelledby="ship">
                  <h2 id="ship">{t.orders.shipTo}</h2>
                  <AddressText address={order.shippingAddress} />
                </section>
              )}
              {order.billingAddress && (
                <section className="card" aria-labelledby="bill">
                  <h2 id="bill">{t.orders.billTo}</h2>
                  <AddressText address={order.billingAddress} />
                </section>
              )}
              <OrderHistory history={order.history} />
              <CancelOrder order={order} />
            </div>
          </>
        )}
      </Loaded>
    </Page>
  );
}
