import { useEffect, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { isErrorLike } from '@apollo/client/errors';
import { problemOf } from '../api/problem.ts';
import { useLanguage } from '../i18n/language.tsx';
import { CardPage } from '../ui/card-page.tsx';
import { Notice } from '../ui/notice.tsx';

interface Props {
  readonly title: string;
  readonly done: string;
  /** Uses the token of the link. @returns whether it was still good */
  readonly redeem: (token: string) => Promise<boolean>;
}

const used = new Map<string, Promise<boolean>>();

/** Opens a link from a mail. Its token works once, so it is sent once, however often this is rendered. */
export function MailLink({ title, done, redeem }: Props) {
  const { t } = useLanguage();
  const [params] = useSearchParams();
  const token = params.get('token') ?? '';
  const [outcome, setOutcome] = useState<{ tone: 'good' | 'bad'; text: string } | null>(null);
  useEffect(() => {
    const running = used.get(token) ?? redeem(token);
    used.set(token, running);
    running.then(
      (good) =>
        setOutcome(
          good ? { tone: 'good', text: done } : { tone: 'bad', text: t.signIn.verify.failed },
        ),
      (error: unknown) => {
        // It may not have arrived: reloading the page tries again.
        used.delete(token);
        const problem = isErrorLike(error) ? problemOf(error) : 'fault';
        setOutcome({ tone: 'bad', text: t.common.problems[problem] });
      },
    );
  }, [token, redeem, done, t]);
  return (
    <CardPage title={title}>
      {outcome ? (
        <Notice tone={outcome.tone}>{outcome.text}</Notice>
      ) : (
        <p role="status">{t.signIn.verify.busy}</p>
      )}
      <p className="links">
        <Link href="/sign-in">{t.signIn.toSignIn}</Link>
      </p>
    </CardPage>
  );
}
