import { useApolloClient } from '@apollo/client/react';
import { useState } from 'react';
import { useIdempotencyKeys } from '../api/idempotency.ts';
import { run } from '../api/run.ts';
import {
  CancelOrderDocument,
  OrderDocument,
  type OrderDetailsFragment,
} from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { faultsOf } from '../ui/faults.ts';
import { Field } from '../ui/field.tsx';
import { Form, type Outcome } from '../ui/form.tsx';
import { Notice } from '../ui/notice.tsx';
import { requiredIn } from '../ui/values.ts';

/** Calls an order off, as long as the shop lets the customer do so. */
export function CancelOrder({ order }: { order: OrderDetailsFragment }) {
  const { id, availableTransitions } = order;
  const { t } = useLanguage();
  const client = useApolloClient();
  const keys = useIdempotencyKeys();
  // Outlives the form, which goes when the order can no longer be cancelled.
  const [answer, setAnswer] = useState<{ tone: 'good' | 'bad'; text: string } | null>(null);

  async function send(values: FormData): Promise<Outcome> {
    const input = { id, reason: requiredIn(values, 'reason') };
    const variables = { ...input, idempotencyKey: keys.keyFor(input) };
    const { cancelOrder: outcome } = await run(client, CancelOrderDocument, variables);
    switch (outcome.__typename) {
      case 'OrderPayload':
        setAnswer({ tone: 'good', text: t.orders.cancelled });
        return { done: null };
      case 'InvalidInputError':
        return { faults: faultsOf(t.common, outcome) };
      case 'IllegalTransitionError':
        // The shop was faster: the screen is to show what it did.
        setAnswer({ tone: 'bad', text: t.orders.tooLate });
        await client.refetchQueries({ include: [OrderDocument] });
        return { done: null };
      default:
        return { refused: t.common.problems.fault };
    }
  }

  if (answer) return <Notice tone={answer.tone}>{answer.text}</Notice>;
  if (!availableTransitions.includes('CANCELLED')) return null;
  return (
    <section className="card" aria-labelledby="cancel">
      <h2 id="cancel">{t.orders.cancelTitle}</h2>
      <Form submit={t.orders.cancelSubmit} danger send={send}>
        <Field label={t.orders.cancelReason} name="reason" maxLength={1000} required />
      </Form>
    </section>
  );
}
