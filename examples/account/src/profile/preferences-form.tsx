import { useApolloClient } from '@apollo/client/react';
import { run } from '../api/run.ts';
import { SavePreferencesDocument, type ProfilePartsFragment } from '../generated/graphql.ts';
import { languages, useLanguage } from '../i18n/language.tsx';
import { faultsOf } from '../ui/faults.ts';
import { Check, Choice } from '../ui/field.tsx';
import { Form, type Outcome } from '../ui/form.tsx';
import { textIn } from '../ui/values.ts';

export function PreferencesForm({ customer }: { customer: ProfilePartsFragment }) {
  const { t } = useLanguage();
  const client = useApolloClient();
  const { preferredLanguage, marketingConsent } = customer.preferences;
  const chosen = preferredLanguage ?? '';
  const known: Record<string, string> = { '': t.profile.unset, ...languages };
  // Another application may have set a language that this one does not offer.
  const options = Object.entries({ [chosen]: chosen, ...known });

  async function send(values: FormData): Promise<Outcome> {
    const granted = values.has('consent');
    const input = {
      preferredLanguage: textIn(values, 'preferredLanguage'),
      ...(granted !== marketingConsent.granted && {
        marketingConsent: granted,
        marketingConsentSource: 'account',
      }),
    };
    const { updateMyPreferences: outcome } = await run(client, SavePreferencesDocument, { input });
    if (outcome.__typename === 'CustomerPayload') return { done: t.common.saved };
    if (outcome.__typename === 'InvalidInputError') return { faults: faultsOf(t.common, outcome) };
    return { refused: t.common.problems.fault };
  }

  return (
    <section className="card" aria-labelledby="preferences">
      <h2 id="preferences">{t.profile.preferences}</h2>
      <Form submit={t.common.save} send={send}>
        <Choice
          label={t.profile.preferredLanguage}
          name="preferredLanguage"
          defaultValue={chosen}
          options={options.map(([value, label]) => ({ value, label }))}
        />
        <Check label={t.profile.consent} name="consent" defaultChecked={marketingConsent.granted} />
      </Form>
    </section>
  );
}
