import type { BackOfficeCustomerQuery } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { OrderStatusTag } from '../orders/order-table.tsx';
import { Pager } from '../ui/pager.tsx';
import { OrderSteps } from './order-steps.tsx';

type Orders = NonNullable<NonNullable<BackOfficeCustomerQuery['customer']>['orders']>;

interface Props {
  readonly orders: Orders;
  /** Asks for what others have changed. */
  readonly onChange: () => Promise<unknown>;
}

export function CustomerOrders({ orders, onChange }: Props) {
  const { t, format } = useLanguage();
  return (
    <section className="card" aria-labelledby="orders">
      <h2 id="orders">{t.backOffice.orders}</h2>
      <p>{t.orders.count(orders.totalCount ?? 0)}</p>
      <table className="stacks">
        <thead>
          <tr>
            <th scope="col">{t.orders.number}</th>
            <th scope="col">{t.orders.placedAt}</th>
            <th scope="col">{t.orders.statusLabel}</th>
            <th scope="col" className="number">
              {t.orders.total}
            </th>
            <th scope="col">{t.backOffice.moveTo}</th>
          </tr>
        </thead>
        <tbody>
          {orders.edges.map(({ node: order }) => (
            <tr key={order.id}>
              <td>{order.orderNumber}</td>
              <td className="end">{format.date(order.placedAt)}</td>
              <td>
                <OrderStatusTag status={order.status} />
                <small>{t.orders.payment[order.paymentStatus]}</small>
              </td>
              <td className="number">{format.money(order.total)}</td>
              <td className="wide">
                <OrderSteps order={order} onChange={onChange} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Pager ends={orders.pageInfo} />
    </section>
  );
}
