import { useQuery } from '@apollo/client/react';
import { ProfileDocument } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { ConsentHistory } from './consent-history.tsx';
import { PersonForm } from './person-form.tsx';
import { PreferencesForm } from './preferences-form.tsx';

export function Profile() {
  const { t } = useLanguage();
  const query = useQuery(ProfileDocument);
  return (
    <Page title={t.profile.title}>
      <Loaded query={query} pick={({ me }) => me}>
        {(me) => (
          <div className="grid">
            <PersonForm customer={me} />
            <PreferencesForm customer={me} />
            <ConsentHistory changes={me.preferences.marketingConsent.history} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}
