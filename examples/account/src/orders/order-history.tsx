import type { OrderDetailsFragment } from '../generated/graphql.ts';
import { keyIn } from '../i18n/key-in.ts';
import { useLanguage } from '../i18n/language.tsx';

export function OrderHistory({ history }: Pick<OrderDetailsFragment, 'history'>) {
  const { t, format } = useLanguage();
  // New kinds of entries may come: they are shown too, in general words.
  const nameOf = ({ type, to }: (typeof history)[number]) =>
    to && type === 'STATUS_CHANGED'
      ? t.orders.status[to]
      : t.orders.events[keyIn(t.orders.events, type) ?? 'other'];
  return (
    <section className="card" aria-labelledby="history">
      <h2 id="history">{t.orders.history}</h2>
      <ol className="timeline">
        {history.map((entry) => (
          <li key={entry.id}>
            <strong>{nameOf(entry)}</strong>
            <time dateTime={entry.at}>{format.dateTime(entry.at)}</time>
            {entry.note && <small>{entry.note}</small>}
          </li>
        ))}
      </ol>
    </section>
  );
}
