import { useApolloClient } from '@apollo/client/react';
import { run } from '../api/run.ts';
import { EnrollDocument } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { Form, type Outcome } from '../ui/form.tsx';

export function Enrollment({ onDone }: { onDone: () => Promise<unknown> }) {
  const { t } = useLanguage();
  const client = useApolloClient();
  async function send(): Promise<Outcome> {
    const { enrollCustomer } = await run(client, EnrollDocument, {});
    if (enrollCustomer.__typename !== 'LoyaltyAccountPayload')
      return { refused: t.points.notActive };
    await onDone();
    return { done: null };
  }
  return (
    <section className="card">
      <p>{t.points.notEnrolled}</p>
      <Form submit={t.points.enroll} send={send} />
    </section>
  );
}
