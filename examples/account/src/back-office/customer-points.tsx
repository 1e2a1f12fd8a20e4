import type { BackOfficePointsFragment } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { AddPointsForm } from './add-points-form.tsx';

interface Props {
  readonly customerId: string;
  readonly account: BackOfficePointsFragment | null;
}

export function CustomerPoints({ customerId, account }: Props) {
  const { t, format } = useLanguage();
  return (
    <section className="card" aria-labelledby="points">
      <h2 id="points">{t.backOffice.points}</h2>
      {account ? (
        <>
          <p className="figure">
            {format.number(account.balance.available)}{' '}
            <span className={`tier ${account.tier.key}`}>{account.tier.name}</span>
          </p>
          <ul className="plain">
            {account.entries.edges.map(({ node }) => (
              <li key={node.id}>
                <strong>{format.signed(node.points)}</strong> {node.reason}
                <small>{format.date(node.createdAt)}</small>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p>{t.backOffice.noPoints}</p>
      )}
      <AddPointsForm customerId={customerId} />
    </section>
  );
}
