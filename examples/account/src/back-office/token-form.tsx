import { useLanguage } from '../i18n/language.tsx';
import { Field } from '../ui/field.tsx';
import { Form, type Outcome } from '../ui/form.tsx';
import { requiredIn } from '../ui/values.ts';
import { enterToken } from './staff-token.ts';

export function TokenForm() {
  const { t } = useLanguage();
  async function send(values: FormData): Promise<Outcome> {
    await enterToken(requiredIn(values, 'token'));
    return { done: null };
  }
  return (
    <Form submit={t.backOffice.tokenSubmit} send={send}>
      <Field
        label={t.backOffice.token}
        name="token"
        hint={t.backOffice.tokenHint}
        autoComplete="off"
        required
      />
    </Form>
  );
}
