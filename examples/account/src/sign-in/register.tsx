import { useState } from 'react';
import { Link } from 'wouter';
import { anonymous } from '../api/client.ts';
import { run } from '../api/run.ts';
import { RegisterDocument } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { CardPage } from '../ui/card-page.tsx';
import { faultsOf } from '../ui/faults.ts';
import { Check, Field } from '../ui/field.tsx';
import { Form, type Outcome } from '../ui/form.tsx';
import { Notice } from '../ui/notice.tsx';
import { PasswordField } from '../ui/password-field.tsx';
import { requiredIn, textIn } from '../ui/values.ts';
import { passwordFault } from './password-fault.ts';

export function Register() {
  const { t, language } = useLanguage();
  const [sentTo, setSentTo] = useState('');

  async function send(values: FormData): Promise<Outcome> {
    const email = requiredIn(values, 'email');
    const input = {
      email,
      password: requiredIn(values, 'password'),
      firstName: textIn(values, 'firstName'),
      lastName: textIn(values, 'lastName'),
      preferredLanguage: language,
      marketingConsent: values.has('consent'),
    };
    const { registerCustomer } = await run(anonymous, RegisterDocument, { input });
    switch (registerCustomer.__typename) {
      case 'RequestAccepted':
        setSentTo(email);
        return { done: null };
      case 'InvalidInputError':
        return { faults: faultsOf(t.common, registerCustomer) };
      case 'PasswordPolicyError':
        return { faults: [passwordFault(t, 'password', registerCustomer)] };
    }
  }

  return (
    <CardPage title={t.signIn.register.title}>
      {sentTo ? (
        <Notice tone="good">
          <p>
            {t.signIn.register.sent} <strong>{sentTo}</strong>
          </p>
          <p>{t.signIn.register.sentHint}</p>
        </Notice>
      ) : (
        <Form submit={t.signIn.register.submit} send={send}>
          <Field label={t.signIn.register.firstName} name="firstName" autoComplete="given-name" />
          <Field label={t.signIn.register.lastName} name="lastName" autoComplete="family-name" />
          <Field
            label={t.signIn.email}
            name="email"
            type="email"
            autoComplete="username"
            required
          />
          <PasswordField
            label={t.signIn.password}
            name="password"
            hint={t.signIn.register.passwordHint}
            isNew
          />
          <Check label={t.signIn.register.consent} name="consent" />
        </Form>
      )}
      <p className="links">
        <Link href="/sign-in">{t.signIn.toSignIn}</Link>
      </p>
    </CardPage>
  );
}
