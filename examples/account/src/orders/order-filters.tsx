import { useSearchParams } from 'wouter';
import type { CustomerOrderFilter } from '../generated/graphql.ts';
import { keyIn } from '../i18n/key-in.ts';
import { useLanguage } from '../i18n/language.tsx';
import { orders } from '../i18n/messages/orders.ts';
import { Choice, Field, optionsOf } from '../ui/field.tsx';
import { Filters } from '../ui/filters.tsx';

/** The conditions that an address names; unknown values are left out. */
export function filterIn(params: URLSearchParams): CustomerOrderFilter {
  const status = keyIn(orders.en.status, params.get('status'));
  const payment = keyIn(orders.en.payment, params.get('payment'));
  const from = startOfDay(params.get('from'), 0);
  const to = startOfDay(params.get('to'), 1);
  return {
    ...(status && { status: [status] }),
    ...(payment && { paymentStatus: [payment] }),
    ...((from || to) && { placedAt: { from, to } }),
  };
}

/** Midnight where the reader is, some days on; the graph takes instants. */
function startOfDay(day: string | null, later: number): string | null {
  const [year, month, date] = /^\d{4}-\d\d-\d\d$/.test(day ?? '') ? (day ?? '').split('-') : [];
  if (!year || !month || !date) return null;
  const midnight = new Date(Number(year), Number(month) - 1, Number(date) + later);
  return Number.isNaN(midnight.getTime()) ? null : midnight.toISOString();
}

export function OrderFilters() {
  const { t } = useLanguage();
  const [params] = useSearchParams();
  const value = (name: string) => params.get(name) ?? '';
  return (
    <Filters submit={t.orders.filter}>
      <Choice
        label={t.orders.statusLabel}
        name="status"
        defaultValue={value('status')}
        options={optionsOf(t.orders.all, t.orders.status)}
      />
      <Choice
        label={t.orders.paymentLabel}
        name="payment"
        defaultValue={value('payment')}
        options={optionsOf(t.orders.all, t.orders.payment)}
      />
      <Field label={t.orders.from} name="from" type="date" defaultValue={value('from')} plain />
      <Field label={t.orders.to} name="to" type="date" defaultValue={value('to')} plain />
    </Filters>
  );
}
