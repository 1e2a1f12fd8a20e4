import type { LedgerLineFragment } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';

export function LedgerTable({ lines }: { lines: readonly LedgerLineFragment[] }) {
  const { t, format } = useLanguage();
  const note = ({ availableAt, expiresAt, createdAt }: LedgerLineFragment) => {
    if (availableAt && availableAt > createdAt && Date.parse(availableAt) > Date.now())
      return t.points.availableFrom(format.date(availableAt));
    return expiresAt ? t.points.expiresOn(format.date(expiresAt)) : null;
  };
  return (
    <table className="stacks">
      <thead>
        <tr>
          <th scope="col">{t.points.date}</th>
          <th scope="col">{t.points.what}</th>
          <th scope="col" className="number">
            {t.points.points}
          </th>
          <th scope="col" className="number">
            {t.points.balance}
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.id}>
            <td>{format.date(line.createdAt)}</td>
            <td className="wide">
              {t.points.type[line.type]}: {line.reason}
              {note(line) && <small>{note(line)}</small>}
            </td>
            <td className="number">{format.signed(line.points)}</td>
            <td className="number" data-label={t.points.balance}>
              {format.number(line.balanceAfter)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
