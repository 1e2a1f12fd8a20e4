import { useState } from 'react';
import { anonymous } from '../api/client.ts';
import { run } from '../api/run.ts';
import { ResendVerificationDocument } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';

/** For a customer who signs in before having opened the link in the mail. */
export function ResendVerification({ email }: { email: string }) {
  const { t } = useLanguage();
  const [text, setText] = useState(t.signIn.unverified);
  async function resend() {
    const sent = run(anonymous, ResendVerificationDocument, { email });
    setText(
      await sent.then(
        () => t.signIn.resent,
        () => t.common.problems.unavailable,
      ),
    );
  }
  return (
    <>
      <p>{text}</p>
      <button type="button" className="quiet" onClick={() => void resend()}>
        {t.signIn.resend}
      </button>
    </>
  );
}
