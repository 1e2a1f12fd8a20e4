import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCustomers, type CustomersUnderTest } from './start.ts';
import { createStorefront, password, type Storefront } from './storefront.ts';

let customers: CustomersUnderTest;
let shop: Storefront;
let staff: string;
beforeAll(async () => {
  customers = await startCustomers();
  shop = createStorefront(customers);
  staff = await customers.authorize({
    kind: 'staff',
    id: '42',
    permissions: ['customers:read', 'customers:write'],
  });
});
afterAll(() => customers.stop());

interface Outcome {
  readonly __typename: string;
  readonly customer?: { readonly id: string; readonly version: number };
}
const newEmail = () => `${randomUUID()}@example.com`;
const outcome = '__typename ... on CustomerPayload { customer { id version } }';

async function create(input: object = {}): Promise<string> {
  const key = newEmail();
  const { data } = await customers.query<{ createCustomer: Outcome }>(
    `mutation ($input: CreateCustomerInput!, $key: String!) { createCustomer(input: $input, idempotencyKey: $key) { ${outcome} } }`,
    {
      authorization: staff,
      variables: { input: { email: key, sendInvitation: false, ...input }, key },
    },
  );
  return data.createCustomer.customer?.id ?? '';
}
async function correct(id: string, input: object, reason: string | null = null): Promise<Outcome> {
  const { data, errors } = await customers.query<{ updateCustomer: Outcome }>(
    `mutation ($id: ID!, $input: CustomerProfileInput!, $reason: String) {
      updateCustomer(id: $id, input: $input, reason: $reason) { ${outcome} } }`,
    { authorization: staff, variables: { id, input, reason } },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data.updateCustomer;
}
async function read(id: string) {
  const { data } = await customers.query<{ customer: Record<string, unknown> }>(
    `query ($id: ID!) { customer(id: $id) { email emailVerified firstName version
      preferences { preferredLanguage marketingConsent { granted source history { granted source } } }
      addresses { line1 isDefaultShipping isDefaultBilling }
      history { edges { node { type actor detail } } } } }`,
    { authorization: staff, variables: { id } },
  );
  return data.customer;
}

it.each([
  ['PROFILE_CHANGED', { firstName: 'Anna' }],
  ['PROFILE_CHANGED', { phone: '+436641234567' }],
  ['EMAIL_CHANGED', { email: newEmail() }],
  ['PREFERENCES_CHANGED', { preferredLanguage: 'de' }],
  ['PREFERENCES_CHANGED', { marketingConsent: true, marketingConsentSource: 'call' }],
])('keeps %s of staff with the reason, and the same again is no change', async (type, input) => {
  const id = await create();
  const first = await correct(id, input, 'asked by phone');
  expect(first.customer?.version).toBe(2);
  const { history } = await read(id);
  expect(history).toEqual({
    edges: [
      { node: { type, actor: 'staff:42', detail: 'asked by phone' } },
      { node: { type: 'CREATED', actor: 'staff:42', detail: null } },
    ],
  });
  expect((await correct(id, input)).customer?.version).toBe(2);
});

it('opens an account with consent and an address', async () => {
  const id = await create({
    marketingConsent: true,
    marketingConsentSource: 'trade fair',
    address: { line1: 'Lane 1', city: 'Graz', countryCode: 'at' },
  });
  const source = 'trade fair';
  expect(await read(id)).toMatchObject({
    preferences: {
      marketingConsent: { granted: true, source, history: [{ granted: true, source }] },
    },
    addresses: [{ line1: 'Lane 1', isDefaultShipping: true, isDefaultBilling: true }],
  });
});

/** Every kind of link that may be under way to the address that turns out to be wrong. */
const proofs: Record<string, (email: string, authorization: string) => Promise<unknown>> = {
  'verify-email': (email) => shop.mutate(`resendEmailVerification(email: "${email}")`),
  'reset-password': (email) => shop.mutate(`requestPasswordReset(email: "${email}")`),
  'confirm-email-change': (email, authorization) =>
    shop.mutate(
      `requestEmailChange(newEmail: "new-${email}", password: "${password}")`,
      '',
      authorization,
    ),
};
const uses = {
  'verify-email': (token: string) => `verifyEmail(token: "${token}")`,
  'reset-password': (token: string) =>
    `resetPassword(token: "${token}", newPassword: "violet tractor under marble")`,
  'confirm-email-change': (token: string) => `confirmEmailChange(token: "${token}")`,
};

it.each(['verify-email', 'reset-password', 'confirm-email-change'] as const)(
  'ends a %s link, sessions and the password with the address that was corrected',
  async (kind) => {
    const wrong = newEmail();
    const right = newEmail();
    const session = await shop.newCustomer(wrong);
    const { id } = session.customer;
    if (kind === 'verify-email')
      await customers.sql('UPDATE customers SET email_verified_at = NULL WHERE id = $1', [id]);
    await proofs[kind]?.(wrong, session.authorization);
    const count = kind === 'verify-email' ? 2 : 1;
    const to = kind === 'confirm-email-change' ? `new-${wrong}` : wrong;
    const { token } = await customers.mailbox.newest(to, kind, count);
    expect(await correct(id, { email: right }, 'typing error')).toMatchObject({
      __typename: 'CustomerPayload',
    });
    expect(await read(id)).toMatchObject({ email: right, emailVerified: false });
    expect((await shop.mutate(uses[kind](token ?? ''))).__typename).toBe('InvalidTokenError');
    expect((await shop.refresh(session.refreshToken)).__typename).toBe('InvalidTokenError');
    for (const email of [wrong, right])
      expect((await shop.login(email)).__typename).toBe('InvalidCredentialsError');

    const invitation = await customers.mailbox.newest(right, 'address-corrected');
    await shop.mutate(uses['reset-password'](invitation.token ?? ''));
    expect((await shop.signIn(right, 'violet tractor under marble')).customer.id).toBe(id);
    expect(await read(id)).toMatchObject({ emailVerified: true });
  },
);

it('refuses an address that somebody else has, and a customer who names a new one without a mail', async () => {
  const taken = newEmail();
  await shop.newCustomer(taken);
  const id = await create({ firstName: 'Same' });
  expect((await correct(id, { email: taken })).__typename).toBe('EmailTakenError');
  expect(await read(id)).toMatchObject({ version: 1 });
  const { authorization } = await shop.newCustomer(newEmail());
  const own = await shop.mutate(
    `updateMyProfile(input: { email: "${newEmail()}" })`,
    '... on InvalidInputError { fieldErrors { path code } }',
    authorization,
  );
  expect(own).toMatchObject({ fieldErrors: [{ path: ['input', 'email'], code: 'NOT_ALLOWED' }] });
});

it('keeps an address verified whose letters are only written another way', async () => {
  const email = newEmail();
  const { customer } = await shop.newCustomer(email);
  await correct(customer.id, { email: email.toUpperCase() });
  expect(await read(customer.id)).toMatchObject({
    email,
    emailVerified: true,
  });
});
