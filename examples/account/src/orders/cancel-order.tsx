import { useApolloClient } from '@apollo/client/react';
import { useIdempotencyKeys } from '../api/idempotency.ts';
import { run } from '../api/run.ts';
import { CancelOrderDocument, OrderDocument } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { faultsOf } from '../ui/faults.ts';
import { Field } from '../ui/field.tsx';
import { Form, type Outcome } from '../ui/form.tsx';
import { requiredIn } from '../ui/values.ts';

export function CancelOrder({ id }: { id: string }) {
  const { t } = useLanguage();
  const client = useApolloClient();
  const keys = useIdempotencyKeys();

  async function send(values: FormData): Promise<Outcome> {
    const input = { id, reason: requiredIn(values, 'reason') };
    const variables = { ...input, idempotencyKey: keys.keyFor(input) };
    const { cancelOrder: outcome } = await run(client, CancelOrderDocument, variables);
    switch (outcome.__typename) {
      case 'OrderPayload':
        return { done: t.orders.cancelled };
      case 'InvalidInputError':
        return { faults: faultsOf(t.common, outcome) };
      case 'IllegalTransitionError':
        // The shop was faster: the screen is to show what it did.
        await client.refetchQueries({ include: [OrderDocument] });
        return { refused: t.orders.tooLate };
      default:
        return { refused: t.common.problems.fault };
    }
  }

  return (
    <section className="card" aria-labelledby="cancel">
      <h2 id="cancel">{t.orders.cancelTitle}</h2>
      <Form submit={t.orders.cancelSubmit} danger send={send}>
        <Field label={t.orders.cancelReason} name="reason" maxLength={1000} required />
      </Form>
    </section>
  );
}
