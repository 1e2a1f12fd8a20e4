import { Link } from 'wouter';
import type { BackOfficeCustomersQuery } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { nameOf } from './name-of.ts';

type Customer = BackOfficeCustomersQuery['customers']['edges'][number]['node'];

export function CustomerTable({ customers }: { customers: readonly Customer[] }) {
  const { t, format } = useLanguage();
  return (
    <table className="stacks">
      <thead>
        <tr>
          <th scope="col">{t.backOffice.number}</th>
          <th scope="col">{t.backOffice.name}</th>
          <th scope="col">{t.backOffice.email}</th>
          <th scope="col">{t.backOffice.statusLabel}</th>
          <th scope="col">{t.backOffice.tier}</th>
          <th scope="col" className="number">
            {t.backOffice.orders}
          </th>
        </tr>
      </thead>
      <tbody>
        {customers.map((customer) => (
          <tr key={customer.id}>
            <td>
              <Link href={`/back-office/customers/${customer.id}`}>{customer.customerNumber}</Link>
            </td>
            <td className="end long">{nameOf(customer) || t.common.none}</td>
            <td className="wide long">{customer.email ?? t.common.none}</td>
            <td>
              <span className={`tag status-${customer.status.toLowerCase()}`}>
                {t.backOffice.status[customer.status]}
              </span>
            </td>
            <td className="end">{customer.loyalty?.tier.name ?? t.common.none}</td>
            <td className="number" data-label={t.backOffice.orders}>
              {customer.orderCount === null ? t.common.none : format.number(customer.orderCount)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
