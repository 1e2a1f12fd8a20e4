import { useApolloClient } from '@apollo/client/react';
import { run } from '../api/run.ts';
import { ChangePasswordDocument } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { sessionStore } from '../session/session-store.ts';
import { passwordFault } from '../sign-in/password-fault.ts';
import { Form, type Outcome } from '../ui/form.tsx';
import { PasswordField } from '../ui/password-field.tsx';
import { requiredIn } from '../ui/values.ts';

export function PasswordForm() {
  const { t } = useLanguage();
  const client = useApolloClient();

  async function send(values: FormData): Promise<Outcome> {
    const variables = {
      currentPassword: requiredIn(values, 'currentPassword'),
      newPassword: requiredIn(values, 'newPassword'),
    };
    const { changePassword: outcome } = await run(client, ChangePasswordDocument, variables);
    switch (outcome.__typename) {
      case 'RequestAccepted':
        // The service has ended all sessions, this one too.
        sessionStore.end();
        return { done: t.security.passwordChanged };
      case 'InvalidCredentialsError':
        return { faults: [{ field: 'currentPassword', text: t.security.wrongPassword }] };
      case 'LoginThrottledError':
        return { refused: t.signIn.throttled(outcome.retryAfterSeconds) };
      case 'PasswordPolicyError':
        return { faults: [passwordFault(t, 'newPassword', outcome)] };
    }
  }

  return (
    <section className="card" aria-labelledby="password">
      <h2 id="password">{t.security.password}</h2>
      <Form submit={t.security.password} clears send={send}>
        <PasswordField label={t.security.currentPassword} name="currentPassword" />
        <PasswordField
          label={t.security.newPassword}
          name="newPassword"
          hint={t.security.passwordHint}
          isNew
        />
      </Form>
    </section>
  );
}
