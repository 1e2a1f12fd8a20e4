import { Link, useSearchParams } from 'wouter';
import { anonymous } from '../api/client.ts';
import { run } from '../api/run.ts';
import { ResetPasswordDocument } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { CardPage } from '../ui/card-page.tsx';
import { Form, type Outcome } from '../ui/form.tsx';
import { PasswordField } from '../ui/password-field.tsx';
import { requiredIn } from '../ui/values.ts';
import { passwordFault } from './password-fault.ts';

export function ResetPassword() {
  const { t } = useLanguage();
  const [params] = useSearchParams();
  async function send(values: FormData): Promise<Outcome> {
    const newPassword = requiredIn(values, 'newPassword');
    const variables = { token: params.get('token') ?? '', newPassword };
    const { resetPassword } = await run(anonymous, ResetPasswordDocument, variables);
    switch (resetPassword.__typename) {
      case 'CustomerPayload':
        return { done: t.signIn.reset.done };
      case 'InvalidTokenError':
        return { refused: t.signIn.reset.failed };
      case 'PasswordPolicyError':
        return { faults: [passwordFault(t, 'newPassword', resetPassword)] };
    }
  }
  return (
    <CardPage title={t.signIn.reset.chooseTitle}>
      <Form submit={t.common.save} clears send={send}>
        <PasswordField
          label={t.signIn.reset.newPassword}
          name="newPassword"
          hint={t.signIn.register.passwordHint}
          isNew
        />
      </Form>
      <p className="links">
        <Link href="/sign-in">{t.signIn.toSignIn}</Link>
        <Link href="/forgot-password">{t.signIn.reset.title}</Link>
      </p>
    </CardPage>
  );
}
