import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCustomers, type CustomersUnderTest } from './start.ts';
import { createStorefront, password, type Storefront } from './storefront.ts';

let customers: CustomersUnderTest;
let shop: Storefront;
beforeAll(async () => {
  customers = await startCustomers();
  shop = createStorefront(customers);
});
afterAll(() => customers.stop());

it('lets a customer in who has registered and opened the link in the mail', async () => {
  const typed = ' Grace@Example.com';
  expect(await shop.register(typed, { firstName: 'Grace' })).toEqual({
    __typename: 'RequestAccepted',
  });
  const { token, link, text, html, subject } = await customers.mailbox.newest(
    'grace@example.com',
    'verify-email',
  );
  expect(link).toBe(`https://demo.example/shop/verify-email?token=${token}`);
  expect(text).toContain(link);
  expect(html).toContain(`href="${link}"`);
  expect(subject).toContain('Demo & Sons');
  expect(html).toContain('Demo &amp; Sons');
  expect((await shop.login(typed)).__typename).toBe('EmailNotVerifiedError');
  expect(await shop.verify(token)).toMatchObject({
    __typename: 'CustomerPayload',
    customer: { emailVerified: true },
  });
  const session = await shop.signIn('GRACE@example.com');
  expect(session.customer).toMatchObject({
    email: 'grace@example.com',
    customerNumber: expect.stringMatching(/^C-\d{6}$/),
  });
  const { data } = await customers.query('{ me { email firstName status isActive version } }', {
    authorization: session.authorization,
  });
  expect(data).toMatchObject({ me: { firstName: 'Grace', status: 'ACTIVE', isActive: true } });
});

it('tells that an address is not verified only to who knows the password', async () => {
  await shop.register('waiting@example.com');
  expect((await shop.login('waiting@example.com')).__typename).toBe('EmailNotVerifiedError');
  expect((await shop.login('waiting@example.com', 'a wrong long password')).__typename).toBe(
    'InvalidCredentialsError',
  );
});

it('lets unverified customers in where the store says so', async () => {
  const open = createStorefront(customers, 'open');
  await open.register('early@example.com');
  await open.signIn('early@example.com');
});

it('lets any of the links that were mailed verify an address, once and none after it', async () => {
  for (const opened of [0, 1]) {
    const email = `again-${opened}@example.com`;
    await shop.register(email);
    await customers.mailbox.newest(email, 'verify-email');
    await shop.mutate(`resendEmailVerification(email: "${email.toUpperCase()}")`);
    await customers.mailbox.newest(email, 'verify-email', 2);
    const tokens = (await customers.mailbox.all(email)).map(({ token }) => token);
    expect((await shop.verify(tokens[opened] ?? null)).__typename).toBe('CustomerPayload');
    for (const token of tokens)
      expect((await shop.verify(token)).__typename).toBe('InvalidTokenError');
  }
});

it('accepts a token in its own store only', async () => {
  await shop.register('borders@example.com');
  const { token } = await customers.mailbox.newest('borders@example.com', 'verify-email');
  const elsewhere = createStorefront(customers, 'acme');
  expect((await elsewhere.verify(token)).__typename).toBe('InvalidTokenError');
  expect((await shop.verify(token)).__typename).toBe('CustomerPayload');
});

it('answers a second registration of an address like the first and keeps the first password', async () => {
  const email = 'twice@example.com';
  const first = await shop.register(email);
  const { token } = await customers.mailbox.newest(email, 'verify-email');
  await shop.verify(token);
  const second = await shop.register('Twice@EXAMPLE.com', { password: 'another long password' });
  expect(second).toEqual(first);
  const notice = await customers.mailbox.newest(email, 'already-registered');
  expect(notice.token).toBeNull();
  expect((await shop.login(email, 'another long password')).__typename).toBe(
    'InvalidCredentialsError',
  );
  await shop.signIn(email, password);
});

it('sends at most five mails an hour to an address, whatever is asked', async () => {
  const email = 'flooded@example.com';
  await shop.register(email);
  for (let round = 0; round < 8; round += 1)
    await shop.mutate(`requestPasswordReset(email: "${email}")`);
  await shop.register('after-the-flood@example.com');
  await customers.mailbox.newest('after-the-flood@example.com', 'verify-email');
  expect(await customers.mailbox.all(email)).toHaveLength(5);
});

it('writes in the customer’s language, else in the store’s', async () => {
  await shop.register('deutsch@example.com', { preferredLanguage: 'de-at' });
  const german = await customers.mailbox.newest('deutsch@example.com', 'verify-email');
  expect(german).toMatchObject({ language: 'de', subject: expect.stringContaining('bestätigen') });
  await shop.register('francais@example.com', { preferredLanguage: 'fr' });
  const fallback = await customers.mailbox.newest('francais@example.com', 'verify-email');
  expect(fallback.language).toBe('en');
  const acme = createStorefront(customers, 'acme');
  await acme.register('laden@example.com');
  expect((await customers.mailbox.newest('laden@example.com', 'verify-email')).language).toBe('de');
});

it('keeps two customers with one address in two stores apart', async () => {
  const acme = createStorefront(customers, 'acme');
  const here = await shop.newCustomer('both@example.com');
  await acme.register('both@example.com', { password: 'password in the other store' });
  expect((await acme.login('both@example.com')).__typename).toBe('InvalidCredentialsError');
  expect(here.customer.id).toBeTruthy();
});
