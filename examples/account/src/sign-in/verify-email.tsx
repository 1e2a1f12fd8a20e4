import { anonymous } from '../api/client.ts';
import { run } from '../api/run.ts';
import { VerifyEmailDocument } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { MailLink } from './mail-link.tsx';

async function redeem(token: string): Promise<boolean> {
  const { verifyEmail } = await run(anonymous, VerifyEmailDocument, { token });
  return verifyEmail.__typename === 'CustomerPayload';
}

export function VerifyEmail() {
  const { t } = useLanguage();
  return <MailLink title={t.signIn.verify.title} done={t.signIn.verify.done} redeem={redeem} />;
}
