import { useApolloClient } from '@apollo/client/react';
import { run } from '../api/run.ts';
import { SetCustomerActiveDocument, type BackOfficeProfileFragment } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { faultsOf } from '../ui/faults.ts';
import { Field } from '../ui/field.tsx';
import { Form, type Outcome } from '../ui/form.tsx';
import { textIn } from '../ui/values.ts';

export function CustomerCard({ customer }: { customer: BackOfficeProfileFragment }) {
  const { t, format } = useLanguage();
  const client = useApolloClient();
  const { id, status } = customer;
  const active = status === 'ACTIVE';

  async function send(values: FormData): Promise<Outcome> {
    const variables = { id, active: !active, reason: textIn(values, 'reason') };
    const { setCustomerActive: outcome } = await run(client, SetCustomerActiveDocument, variables);
    if (outcome.__typename === 'CustomerPayload') return { done: t.common.saved };
    if (outcome.__typename === 'InvalidInputError') return { faults: faultsOf(t.common, outcome) };
    return { refused: t.common.form.gone };
  }

  const verified = customer.emailVerified ? t.backOffice.verified : t.backOffice.unverified;
  const facts: [string, string | null][] = [
    [t.backOffice.number, customer.customerNumber],
    [t.backOffice.email, customer.email && `${customer.email} (${verified})`],
    [t.backOffice.phone, customer.phone],
    [t.backOffice.since, format.date(customer.createdAt)],
  ];
  return (
    <section className="card" aria-labelledby="status">
      <h2 id="status">
        <span className={`tag status-${status.toLowerCase()}`}>{t.backOffice.status[status]}</span>
      </h2>
      <dl className="facts">
        {facts
          .filter(([, value]) => value)
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      {(active || status === 'DEACTIVATED') && (
        <Form
          submit={active ? t.backOffice.deactivate : t.backOffice.activate}
          danger={active}
          clears
          send={send}
        >
          <Field
            label={t.backOffice.reason}
            name="reason"
            {...(active && { hint: t.backOffice.deactivateHint })}
          />
        </Form>
      )}
    </section>
  );
}
