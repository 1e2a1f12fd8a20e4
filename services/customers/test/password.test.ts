import { hash } from '@node-rs/argon2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCustomers, type CustomersUnderTest } from './start.ts';
import { createStorefront, password, type Storefront } from './storefront.ts';

let customers: CustomersUnderTest;
let shop: Storefront;
let acme: Storefront;
beforeAll(async () => {
  customers = await startCustomers();
  shop = createStorefront(customers);
  acme = createStorefront(customers, 'acme');
});
afterAll(() => customers.stop());

const hashOf = async (email: string) => {
  const [row] = await customers.sql('SELECT password_hash FROM customers WHERE email = $1', [
    email,
  ]);
  return String(row?.password_hash);
};
const reset = (token: string | null, newPassword: string) =>
  shop.mutate(
    `resetPassword(token: ${JSON.stringify(token)}, newPassword: ${JSON.stringify(newPassword)})`,
    '... on PasswordPolicyError { minLength breached }',
  );
const askForReset = (email: string) => shop.mutate(`requestPasswordReset(email: "${email}")`);
const change = (from: string, to: string, authorization: string) =>
  shop.mutate(
    `changePassword(currentPassword: "${from}", newPassword: "${to}")`,
    '... on PasswordPolicyError { minLength breached } ... on LoginThrottledError { retryAfterSeconds }',
    authorization,
  );

it('stores Argon2id with at least 19 MiB and two passes', async () => {
  await shop.register('hashed@example.com');
  expect(await hashOf('hashed@example.com')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

it('hashes anew at sign-in when the parameters have risen', async () => {
  await shop.newCustomer('aged@example.com');
  const weak = await hash(password, { memoryCost: 8_192, timeCost: 2, parallelism: 1 });
  await customers.sql('UPDATE customers SET password_hash = $1 WHERE email = $2', [
    weak,
    'aged@example.com',
  ]);
  await shop.signIn('aged@example.com');
  expect(await hashOf('aged@example.com')).toMatch(/m=19456,t=2,p=1/);
  await shop.signIn('aged@example.com');
});

it('asks for the length that the store sets', async () => {
  expect(await shop.register('short@example.com', { password: 'fourteen chars' })).toMatchObject({
    __typename: 'PasswordPolicyError',
    minLength: 15,
    breached: false,
  });
  const outcome = await acme.register('short@example.com', { password: 'fourteen chars' });
  expect(outcome.__typename).toBe('RequestAccepted');
  const endless = await shop.register('long@example.com', { password: 'x7'.repeat(513) });
  expect(endless.__typename).toBe('PasswordPolicyError');
});

it.each([
  'password1',
  'PASSWORD1',
  'ｐａｓｓｗｏｒｄ１',
  'qwertyuiop',
  '11111111111111',
  'passwordpassword',
])('refuses the common password %s', async (common) => {
  const outcome = await acme.register('common@example.com', { password: common });
  expect(outcome).toMatchObject({ __typename: 'PasswordPolicyError', breached: true });
});

it('takes the same password however a keyboard composes it', async () => {
  await shop.newCustomer('umlaut@example.com', { password }).catch(() => undefined);
  await shop.register('compose@example.com', { password: 'Fußgängerübergang' });
  const { token } = await customers.mailbox.newest('compose@example.com', 'verify-email');
  await shop.verify(token);
  await shop.signIn('compose@example.com', 'Fußgängerübergang'.normalize('NFD'));
});

it('sets a new password by the mailed token once, and every session ends', async () => {
  const email = 'forgot@example.com';
  const old = await shop.newCustomer(email);
  await askForReset(email);
  const { token, link } = await customers.mailbox.newest(email, 'reset-password');
  expect(link).toContain('/shop/reset-password?token=');
  expect(await reset(token, 'short')).toMatchObject({ __typename: 'PasswordPolicyError' });
  expect((await reset(token, 'the next long password')).__typename).toBe('CustomerPayload');
  expect((await reset(token, 'yet another password')).__typename).toBe('InvalidTokenError');
  expect((await shop.refresh(old.refreshToken)).__typename).toBe('InvalidTokenError');
  expect((await shop.login(email)).__typename).toBe('InvalidCredentialsError');
  await shop.signIn(email, 'the next long password');
  await customers.mailbox.newest(email, 'password-changed');
});

it('lets one of many concurrent uses of a reset token win', async () => {
  await shop.newCustomer('reset-race@example.com');
  await askForReset('reset-race@example.com');
  const { token } = await customers.mailbox.newest('reset-race@example.com', 'reset-password');
  const outcomes = await Promise.all(
    Array.from({ length: 10 }, (_, index) => reset(token, `a long new password ${index}`)),
  );
  const won = outcomes.filter(({ __typename }) => __typename === 'CustomerPayload');
  expect(won).toHaveLength(1);
});

it('refuses outdated reset tokens, those left over when one was used, and those of another purpose', async () => {
  const email = 'outdated@example.com';
  await shop.register(email);
  const verification = await customers.mailbox.newest(email, 'verify-email');
  expect((await reset(verification.token, 'the next long password')).__typename).toBe(
    'InvalidTokenError',
  );
  await askForReset(email);
  const first = await customers.mailbox.newest(email, 'reset-password');
  await askForReset(email);
  const second = await customers.mailbox.newest(email, 'reset-password', 2);
  expect((await reset(first.token, 'the next long password')).__typename).toBe('CustomerPayload');
  expect((await reset(second.token, 'the next long password')).__typename).toBe(
    'InvalidTokenError',
  );
  await askForReset(email);
  const third = await customers.mailbox.newest(email, 'reset-password', 3);
  await customers.sql(`UPDATE mail_tokens SET expires_at = now() - INTERVAL '1 second'`);
  expect((await reset(third.token, 'the next long password')).__typename).toBe('InvalidTokenError');
});

it('verifies the address by a reset, since only its owner can read the mail', async () => {
  const email = 'unverified@example.com';
  await shop.register(email);
  await askForReset(email);
  const { token } = await customers.mailbox.newest(email, 'reset-password');
  await reset(token, 'the next long password');
  await shop.signIn(email, 'the next long password');
});

it('lets who was locked out by somebody’s guessing in again by a reset', async () => {
  const email = 'locked@example.com';
  await shop.newCustomer(email);
  for (let round = 0; round < 5; round += 1) await shop.login(email, 'a wrong long password');
  expect((await shop.login(email)).__typename).toBe('LoginThrottledError');
  await askForReset(email);
  const { token } = await customers.mailbox.newest(email, 'reset-password');
  await reset(token, 'the next long password');
  await shop.signIn(email, 'the next long password');
});

it('answers a request to reset the same for known, unknown and malformed addresses', async () => {
  await shop.register('known@example.com');
  const answers = await Promise.all(
    ['known@example.com', 'unknown@example.com', 'not an address'].map((email) =>
      shop.mutate(`requestPasswordReset(email: "${email}")`, 'message'),
    ),
  );
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
});

it('changes a password for who knows it, and every session ends', async () => {
  const email = 'changing@example.com';
  const one = await shop.newCustomer(email);
  const two = await shop.signIn(email);
  expect(
    (await change('a wrong long password', 'the next long password', one.authorization)).__typename,
  ).toBe('InvalidCredentialsError');
  expect((await change(password, 'short', one.authorization)).__typename).toBe(
    'PasswordPolicyError',
  );
  const changed = await change(password, 'the next long password', one.authorization);
  expect(changed.__typename).toBe('RequestAccepted');
  for (const { refreshToken } of [one, two])
    expect((await shop.refresh(refreshToken)).__typename).toBe('InvalidTokenError');
  await shop.signIn(email, 'the next long password');
});

it('counts wrong passwords of a signed-in customer like those of a login', async () => {
  const { authorization } = await shop.newCustomer('token-thief@example.com');
  for (let round = 0; round < 5; round += 1)
    await change('a wrong long password', 'the next long password', authorization);
  expect(await change(password, 'the next long password', authorization)).toMatchObject({
    __typename: 'LoginThrottledError',
    retryAfterSeconds: expect.any(Number),
  });
});
