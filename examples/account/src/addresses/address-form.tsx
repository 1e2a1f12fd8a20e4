import { useApolloClient } from '@apollo/client/react';
import { run } from '../api/run.ts';
import {
  AddAddressDocument,
  ChangeAddressDocument,
  type AddressPartsFragment,
} from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { faultsOf } from '../ui/faults.ts';
import { Choice, Field } from '../ui/field.tsx';
import { Form, type Outcome } from '../ui/form.tsx';
import { requiredIn, textIn } from '../ui/values.ts';
import { countryOptions } from './countries.ts';

interface Props {
  /** Null for a new one. */
  readonly address: AddressPartsFragment | null;
  readonly onDone: () => void;
}

export function AddressForm({ address, onDone }: Props) {
  const { t, language } = useLanguage();
  const client = useApolloClient();

  async function send(values: FormData): Promise<Outcome> {
    const input = inputIn(values);
    const outcome = address
      ? (await run(client, ChangeAddressDocument, { id: address.id, input })).updateAddress
      : (await run(client, AddAddressDocument, { input })).createAddress;
    switch (outcome.__typename) {
      case 'AddressPayload':
        onDone();
        return { done: t.common.saved };
      case 'InvalidInputError':
        return { faults: faultsOf(t.common, outcome) };
      default:
        return { refused: t.common.form.gone };
    }
  }

  const field = (name: Exclude<keyof ReturnType<typeof inputIn>, 'countryCode'>, hint: string) => ({
    name,
    label: t.addresses[name],
    autoComplete: `shipping ${hint}`,
    defaultValue: address?.[name] ?? '',
  });
  return (
    <Form submit={t.common.save} send={send} className="address">
      <Field {...field('fullName', 'name')} />
      <Field {...field('company', 'organization')} />
      <Field {...field('line1', 'address-line1')} required />
      <Field {...field('line2', 'address-line2')} />
      <Field {...field('postalCode', 'postal-code')} />
      <Field {...field('city', 'address-level2')} required />
      <Field {...field('region', 'address-level1')} />
      <Choice
        label={t.addresses.countryCode}
        name="countryCode"
        autoComplete="shipping country"
        defaultValue={address?.countryCode ?? (language === 'de' ? 'DE' : 'GB')}
        options={countryOptions(language, address?.countryCode)}
      />
      <Field {...field('phone', 'tel')} type="tel" />
    </Form>
  );
}

function inputIn(values: FormData) {
  return {
    fullName: textIn(values, 'fullName'),
    company: textIn(values, 'company'),
    line1: requiredIn(values, 'line1'),
    line2: textIn(values, 'line2'),
    postalCode: textIn(values, 'postalCode'),
    city: requiredIn(values, 'city'),
    region: textIn(values, 'region'),
    countryCode: requiredIn(values, 'countryCode'),
    phone: textIn(values, 'phone'),
  };
}
