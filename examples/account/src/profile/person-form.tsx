import { useApolloClient } from '@apollo/client/react';
import { useRef } from 'react';
import { run } from '../api/run.ts';
import { SaveProfileDocument, type ProfilePartsFragment } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { faultsOf } from '../ui/faults.ts';
import { Field } from '../ui/field.tsx';
import { Form, type Outcome } from '../ui/form.tsx';
import { textIn } from '../ui/values.ts';

export function PersonForm({ customer }: { customer: ProfilePartsFragment }) {
  const { t } = useLanguage();
  const client = useApolloClient();
  // After a conflict: the version to overwrite knowingly.
  const overwritten = useRef<number>(undefined);

  async function send(values: FormData): Promise<Outcome> {
    const input = {
      firstName: textIn(values, 'firstName'),
      lastName: textIn(values, 'lastName'),
      phone: textIn(values, 'phone'),
    };
    const variables = { input, expectedVersion: overwritten.current ?? customer.version };
    const { updateMyProfile: outcome } = await run(client, SaveProfileDocument, variables);
    switch (outcome.__typename) {
      case 'CustomerPayload':
        overwritten.current = undefined;
        return { done: t.common.saved };
      case 'InvalidInputError':
        return { faults: faultsOf(t.common, outcome) };
      case 'VersionConflictError':
        overwritten.current = outcome.currentVersion;
        return { refused: t.common.form.conflict };
      default:
        return { refused: t.common.problems.fault };
    }
  }

  return (
    <section className="card" aria-labelledby="person">
      <h2 id="person">{t.profile.person}</h2>
      <Form submit={t.common.save} send={send}>
        <Field
          label={t.profile.firstName}
          name="firstName"
          autoComplete="given-name"
          defaultValue={customer.firstName ?? ''}
        />
        <Field
          label={t.profile.lastName}
          name="lastName"
          autoComplete="family-name"
          defaultValue={customer.lastName ?? ''}
        />
        <Field
          label={t.profile.phone}
          name="phone"
          type="tel"
          autoComplete="tel"
          defaultValue={customer.phone ?? ''}
        />
      </Form>
    </section>
  );
}
