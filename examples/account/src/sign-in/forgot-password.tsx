import { Link } from 'wouter';
import { anonymous } from '../api/client.ts';
import { run } from '../api/run.ts';
import { RequestPasswordResetDocument } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { CardPage } from '../ui/card-page.tsx';
import { Field } from '../ui/field.tsx';
import { Form, type Outcome } from '../ui/form.tsx';
import { requiredIn } from '../ui/values.ts';

export function ForgotPassword() {
  const { t } = useLanguage();
  async function send(values: FormData): Promise<Outcome> {
    await run(anonymous, RequestPasswordResetDocument, { email: requiredIn(values, 'email') });
    return { done: t.signIn.reset.sent };
  }
  return (
    <CardPage title={t.signIn.reset.title}>
      <p>{t.signIn.reset.ask}</p>
      <Form submit={t.signIn.reset.submit} send={send}>
        <Field label={t.signIn.email} name="email" type="email" autoComplete="username" required />
      </Form>
      <p className="links">
        <Link href="/sign-in">{t.signIn.toSignIn}</Link>
      </p>
    </CardPage>
  );
}
