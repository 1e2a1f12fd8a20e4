import { useQuery } from '@apollo/client/react';
import { SecurityDocument } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { EmailForm } from './email-form.tsx';
import { PasswordForm } from './password-form.tsx';
import { Sessions } from './sessions.tsx';

export function Security() {
  const { t } = useLanguage();
  const query = useQuery(SecurityDocument);
  return (
    <Page title={t.security.title}>
      <Loaded query={query} pick={({ me }) => me}>
        {(me) => (
          <div className="grid">
            <PasswordForm />
            <EmailForm email={me.email ?? ''} />
            <Sessions sessions={me.sessions ?? []} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}
