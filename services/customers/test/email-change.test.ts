import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startCustomers, type CustomersUnderTest } from './start.ts';
import { createStorefront, password, type Storefront } from './storefront.ts';

let customers: CustomersUnderTest;
let shop: Storefront;
beforeAll(async () => {
  customers = await startCustomers();
  shop = createStorefront(customers);
});
afterAll(() => customers.stop());

const request = (newEmail: string, authorization: string, given = password) =>
  shop.mutate(
    `requestEmailChange(newEmail: ${JSON.stringify(newEmail)}, password: "${given}")`,
    'message: __typename ... on InvalidInputError { fieldErrors { path } }',
    authorization,
  );
const confirm = (token: string | null) => shop.mutate(`confirmEmailChange(token: "${token}")`);

it('changes the address once the new one has opened its link, and tells the old one', async () => {
  const { authorization, refreshToken } = await shop.newCustomer('before@example.com');
  expect((await request('After@Example.com', authorization)).__typename).toBe('RequestAccepted');
  const { token, link } = await customers.mailbox.newest(
    'after@example.com',
    'confirm-email-change',
  );
  expect(link).toContain('/shop/confirm-email?token=');
  await shop.signIn('before@example.com');
  expect((await confirm(token)).__typename).toBe('CustomerPayload');
  expect((await confirm(token)).__typename).toBe('InvalidTokenError');
  await shop.signIn('after@example.com');
  expect((await shop.login('before@example.com')).__typename).toBe('InvalidCredentialsError');
  expect((await customers.mailbox.newest('before@example.com', 'email-changed')).token).toBeNull();
  expect((await shop.refresh(refreshToken)).__typename).toBe('AuthSession');
  const { data } = await customers.query('{ me { email emailVerified } }', { authorization });
  expect(data).toEqual({ me: { email: 'after@example.com', emailVerified: true } });
});

it('asks for the password and for an address', async () => {
  const { authorization } = await shop.newCustomer('careful@example.com');
  const wrong = await request('x@example.com', authorization, 'a wrong long password');
  expect(wrong.__typename).toBe('InvalidCredentialsError');
  expect(await request('no address', authorization)).toMatchObject({
    __typename: 'InvalidInputError',
    fieldErrors: [{ path: ['newEmail'] }],
  });
});

it('does not tell that another customer has the address, and tells that customer', async () => {
  await shop.newCustomer('owner@example.com');
  const { authorization } = await shop.newCustomer('curious@example.com');
  const taken = await request('OWNER@example.com', authorization);
  expect(taken).toEqual(await request('free@example.com', authorization));
  await customers.mailbox.newest('owner@example.com', 'already-registered');
  const mails = await customers.mailbox.all('owner@example.com');
  expect(mails.map(({ kind }) => kind)).not.toContain('confirm-email-change');
});

it('voids the token when another customer proves the address meanwhile', async () => {
  const { authorization } = await shop.newCustomer('slow@example.com');
  await request('wanted@example.com', authorization);
  const { token } = await customers.mailbox.newest('wanted@example.com', 'confirm-email-change');
  await shop.register('wanted@example.com');
  await shop.verify((await customers.mailbox.newest('wanted@example.com', 'verify-email')).token);
  expect((await confirm(token)).__typename).toBe('InvalidTokenError');
  await shop.signIn('slow@example.com');
});

it('voids what was mailed to the old address', async () => {
  const { authorization } = await shop.newCustomer('leaky@example.com');
  await shop.mutate('requestPasswordReset(email: "leaky@example.com")');
  const old = await customers.mailbox.newest('leaky@example.com', 'reset-password');
  await request('safe@example.com', authorization);
  const { token } = await customers.mailbox.newest('safe@example.com', 'confirm-email-change');
  await confirm(token);
  const stolen = await shop.mutate(
    `resetPassword(token: "${old.token}", newPassword: "a password of a thief")`,
  );
  expect(stolen.__typename).toBe('InvalidTokenError');
});

it('walks through an account’s life as a shop does', async () => {
  await shop.register('life@example.com', { firstName: 'Ada', marketingConsent: true });
  const { token } = await customers.mailbox.newest('life@example.com', 'verify-email');
  await shop.verify(token);
  const first = await shop.signIn('life@example.com');
  const second = await shop.refresh(first.refreshToken);
  const authorization = `Bearer ${String(second.accessToken)}`;
  await shop.mutate('updateMyProfile(input: { lastName: "Lovelace" })', '', authorization);
  await shop.mutate(
    'createAddress(input: { line1: "1 Row", city: "London", countryCode: "GB" })',
    '',
    authorization,
  );
  await shop.mutate('updateMyPreferences(input: { marketingConsent: false })', '', authorization);
  const { data } = await customers.query(
    `{ me { firstName lastName defaultBillingAddress { city }
       preferences { marketingConsent { granted source history { granted source } } } } }`,
    { authorization },
  );
  expect(data).toEqual({
    me: {
      firstName: 'Ada',
      lastName: 'Lovelace',
      defaultBillingAddress: { city: 'London' },
      preferences: {
        marketingConsent: {
          granted: false,
          source: 'preferences',
          history: [
            { granted: false, source: 'preferences' },
            { granted: true, source: 'registration' },
          ],
        },
      },
    },
  });
  await request('later@example.com', authorization);
  const change = await customers.mailbox.newest('later@example.com', 'confirm-email-change');
  await confirm(change.token);
  await shop.mutate('requestPasswordReset(email: "later@example.com")');
  const reset = await customers.mailbox.newest('later@example.com', 'reset-password');
  await shop.mutate(
    `resetPassword(token: "${reset.token}", newPassword: "the last long password")`,
  );
  expect((await shop.refresh(String(second.refreshToken))).__typename).toBe('InvalidTokenError');
  await shop.signIn('later@example.com', 'the last long password');
});

it('voids the token when the password is changed: whoever asked may have known the old one', async () => {
  const { authorization } = await shop.newCustomer('robbed@example.com');
  await request('thief@example.com', authorization);
  const { token } = await customers.mailbox.newest('thief@example.com', 'confirm-email-change');
  const changed = `changePassword(currentPassword: "${password}", newPassword: "another long password")`;
  expect((await shop.mutate(changed, '', authorization)).__typename).toBe('RequestAccepted');
  expect((await confirm(token)).__typename).toBe('InvalidTokenError');
  await shop.signIn('robbed@example.com', 'another long password');
});

it('mails no token that was asked for with a password which has changed meanwhile', async () => {
  const { authorization } = await shop.newCustomer('quick@example.com');
  await request('thief-first@example.com', authorization);
  await customers.mailbox.newest('thief-first@example.com', 'confirm-email-change');
  const blocker = new pg.Client({ connectionString: customers.databaseUrl });
  await blocker.connect();
  const waiting = async () =>
    expect(
      await customers.sql(
        `SELECT 1 FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO throttles%'`,
      ),
    ).not.toEqual([]);
  // Holds the mail back where it is counted.
  await blocker.query(
    `BEGIN; SELECT 1 FROM throttles WHERE since > now() - INTERVAL '1 day' FOR UPDATE`,
  );
  try {
    await request('thief-first@example.com', authorization);
    await vi.waitFor(waiting, 10_000);
    const changed = `changePassword(currentPassword: "${password}", newPassword: "another long password")`;
    expect((await shop.mutate(changed, '', authorization)).__typename).toBe('RequestAccepted');
  } finally {
    await blocker.query('COMMIT');
    await blocker.end();
  }
  await customers.mailbox.newest('quick@example.com', 'password-changed');
  await vi.waitFor(async () => expect(waiting()).rejects.toThrow(), 10_000);
  const tokens = await customers.sql(
    `SELECT 1 FROM mail_tokens JOIN customers ON customer_id = customers.id
     WHERE customers.email = 'quick@example.com' AND purpose = 'CHANGE_EMAIL'`,
  );
  expect(tokens).toEqual([]);
});
