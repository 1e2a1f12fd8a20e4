import { anonymous } from '../api/client.ts';
import { run } from '../api/run.ts';
import { ConfirmEmailChangeDocument } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { MailLink } from './mail-link.tsx';

async function redeem(token: string): Promise<boolean> {
  const { confirmEmailChange } = await run(anonymous, ConfirmEmailChangeDocument, { token });
  return confirmEmailChange.__typename === 'CustomerPayload';
}

export function ConfirmEmail() {
  const { t } = useLanguage();
  return <MailLink title={t.signIn.verify.title} done={t.signIn.emailChanged} redeem={redeem} />;
}
