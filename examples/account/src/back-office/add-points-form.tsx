import { useApolloClient } from '@apollo/client/react';
import { useIdempotencyKeys } from '../api/idempotency.ts';
import { run } from '../api/run.ts';
import { AddPointsDocument } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { faultsOf } from '../ui/faults.ts';
import { Field } from '../ui/field.tsx';
import { Form, type Outcome } from '../ui/form.tsx';
import { requiredIn } from '../ui/values.ts';

const most = 2 ** 31 - 1;

export function AddPointsForm({ customerId }: { customerId: string }) {
  const { t, format } = useLanguage();
  const client = useApolloClient();
  const keys = useIdempotencyKeys();

  async function send(values: FormData): Promise<Outcome> {
    const points = Number(requiredIn(values, 'points'));
    // A number that GraphQL's Int cannot hold would be refused as a whole, without naming the field.
    if (!Number.isInteger(points) || Math.abs(points) > most)
      return { faults: [{ field: 'points', text: t.common.form.points }] };
    const input = { customerId, points, reason: requiredIn(values, 'reason') };
    const variables = { input, idempotencyKey: keys.keyFor(input) };
    const { addPoints: outcome } = await run(client, AddPointsDocument, variables);
    switch (outcome.__typename) {
      case 'PointsEntryPayload':
        keys.done();
        return { done: t.backOffice.added(format.number(points)) };
      case 'InvalidInputError':
        return { faults: faultsOf(t.common, outcome) };
      case 'CustomerNotActiveError':
      case 'ProgramNotActiveError':
        return { refused: t.backOffice.notActive };
      default:
        return { refused: t.common.problems.fault };
    }
  }

  return (
    <Form submit={t.backOffice.addPoints} clears send={send}>
      <Field
        label={t.backOffice.pointsAmount}
        name="points"
        inputMode="numeric"
        autoComplete="off"
        required
      />
      <Field label={t.backOffice.reason} name="reason" autoComplete="off" required />
    </Form>
  );
}
