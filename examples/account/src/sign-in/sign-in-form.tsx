import { anonymous } from '../api/client.ts';
import { run } from '../api/run.ts';
import { SignInDocument } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { customerClient } from '../session/customer-client.ts';
import { sessionOf, sessionStore } from '../session/session-store.ts';
import { Field } from '../ui/field.tsx';
import { Form, type Outcome } from '../ui/form.tsx';
import { PasswordField } from '../ui/password-field.tsx';
import { requiredIn } from '../ui/values.ts';
import { ResendVerification } from './resend-verification.tsx';

interface Props {
  readonly email?: string;
  readonly onDone?: () => void;
}

export function SignInForm({ email, onDone }: Props) {
  const { t } = useLanguage();
  async function send(values: FormData): Promise<Outcome> {
    const typed = requiredIn(values, 'email');
    const password = requiredIn(values, 'password');
    const { login } = await run(anonymous, SignInDocument, { email: typed, password });
    switch (login.__typename) {
      case 'AuthSession': {
        const session = sessionOf(login);
        // What another customer has looked at is not for this one.
        if (sessionStore.state().session?.customerId !== session.customerId)
          await customerClient.clearStore();
        sessionStore.keep(session);
        onDone?.();
        return { done: null };
      }
      case 'InvalidCredentialsError':
        return { refused: t.signIn.wrong };
      case 'LoginThrottledError':
        return { refused: t.signIn.throttled(login.retryAfterSeconds) };
      case 'EmailNotVerifiedError':
        return { refused: <ResendVerification email={typed} /> };
    }
  }
  return (
    <Form submit={t.signIn.submit} send={send}>
      <Field
        label={t.signIn.email}
        name="email"
        type="email"
        autoComplete="username"
        defaultValue={email}
        required
      />
      <PasswordField label={t.signIn.password} name="password" />
    </Form>
  );
}
