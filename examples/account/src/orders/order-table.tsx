import { Link } from 'wouter';
import type { OrderSummaryFragment } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';

export function OrderTable({ orders }: { orders: readonly OrderSummaryFragment[] }) {
  const { t, format } = useLanguage();
  return (
    <table className="stacks">
      <thead>
        <tr>
          <th scope="col">{t.orders.number}</th>
          <th scope="col">{t.orders.placedAt}</th>
          <th scope="col">{t.orders.statusLabel}</th>
          <th scope="col">{t.orders.paymentLabel}</th>
          <th scope="col" className="number">
            {t.orders.total}
          </th>
        </tr>
      </thead>
      <tbody>
        {orders.map((order) => (
          <tr key={order.id}>
            <td>
              <Link href={`/orders/${order.id}`}>{order.orderNumber}</Link>
            </td>
            <td className="end">{format.date(order.placedAt)}</td>
            <td>
              <OrderStatusTag status={order.status} />
            </td>
            <td className="end">{t.orders.payment[order.paymentStatus]}</td>
            <td className="number">{format.money(order.total)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function OrderStatusTag({ status }: Pick<OrderSummaryFragment, 'status'>) {
  const { t } = useLanguage();
  return <span className={`tag status-${status.toLowerCase()}`}>{t.orders.status[status]}</span>;
}
