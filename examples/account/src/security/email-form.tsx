import { useApolloClient } from '@apollo/client/react';
import { run } from '../api/run.ts';
import { RequestEmailChangeDocument } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { faultsOf } from '../ui/faults.ts';
import { Field } from '../ui/field.tsx';
import { Form, type Outcome } from '../ui/form.tsx';
import { PasswordField } from '../ui/password-field.tsx';
import { requiredIn } from '../ui/values.ts';

export function EmailForm({ email }: { email: string }) {
  const { t } = useLanguage();
  const client = useApolloClient();

  async function send(values: FormData): Promise<Outcome> {
    const variables = {
      newEmail: requiredIn(values, 'newEmail'),
      password: requiredIn(values, 'password'),
    };
    const outcome = (await run(client, RequestEmailChangeDocument, variables)).requestEmailChange;
    switch (outcome.__typename) {
      case 'RequestAccepted':
        return { done: t.security.emailSent };
      case 'InvalidCredentialsError':
        return { faults: [{ field: 'password', text: t.security.wrongPassword }] };
      case 'LoginThrottledError':
        return { refused: t.signIn.throttled(outcome.retryAfterSeconds) };
      case 'InvalidInputError':
        return {
          faults: faultsOf(t.common, outcome).map(({ field, text }) =>
            field === 'newEmail' ? { field, text: t.common.form.email } : { field, text },
          ),
        };
    }
  }

  return (
    <section className="card" aria-labelledby="email">
      <h2 id="email">{t.security.email}</h2>
      <p>{t.security.emailNow(email)}</p>
      <Form submit={t.security.changeEmail} clears send={send}>
        <Field
          label={t.security.newEmail}
          name="newEmail"
          type="email"
          autoComplete="email"
          required
        />
        <PasswordField label={t.security.currentPassword} name="password" />
      </Form>
    </section>
  );
}
