import { useApolloClient } from '@apollo/client/react';
import { run } from '../api/run.ts';
import {
  EndSessionDocument,
  SignOutEverywhereDocument,
  type SecurityQuery,
} from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { signOut } from '../session/customer-client.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { deviceName } from './device-name.ts';

type Sessions = NonNullable<NonNullable<SecurityQuery['me']>['sessions']>;

export function Sessions({ sessions }: { sessions: Sessions }) {
  const { t, format } = useLanguage();
  const client = useApolloClient();
  async function endAll() {
    await run(client, SignOutEverywhereDocument, {});
    await signOut();
  }
  return (
    <section className="card" aria-labelledby="sessions">
      <h2 id="sessions">{t.security.sessions}</h2>
      <ul className="plain">
        {sessions.map(({ id, userAgent, current, lastUsedAt, createdAt }) => (
          <li key={id}>
            <strong>{deviceName(userAgent) ?? t.security.unknownDevice}</strong>
            {current && <span className="tag">{t.security.thisDevice}</span>}
            <small>
              {t.security.signedIn} {format.dateTime(createdAt)} · {t.security.lastUsed}{' '}
              {format.dateTime(lastUsedAt)}
            </small>
            {!current && (
              <ActionButton
                label={t.security.end}
                act={() => run(client, EndSessionDocument, { id })}
              />
            )}
          </li>
        ))}
      </ul>
      <ActionButton label={t.security.endAll} act={endAll} />
    </section>
  );
}
