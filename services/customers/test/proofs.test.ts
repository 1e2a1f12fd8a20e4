import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectedMails, passwords, playOut, steps, type Step } from './proofs.ts';
import { startCustomers, type CustomersUnderTest } from './start.ts';
import { createStorefront } from './storefront.ts';

let customers: CustomersUnderTest;
beforeAll(async () => {
  customers = await startCustomers();
});
afterAll(() => customers.stop());

/** Each step alone and each pair in either sequence; who of two people registers first makes no difference. */
const sequences: Step[][] = steps
  .flatMap((one) => [[one], ...steps.filter((other) => other !== one).map((other) => [one, other])])
  .filter((done) => !done.includes('bert') || done[0] === 'anna');
const plays = (done: readonly Step[]) =>
  expectedMails(done).flatMap(({ works }, opened) => (works ? [{ done, opened }] : []));

it.each([
  ['that asks for verified addresses', 'demo' as const, sequences],
  // Only there can somebody have signed in before, and only to an account that was registered.
  ['that does not', 'open' as const, sequences.filter(([first]) => first === 'anna')],
])(
  'activates what came with the opened mail and ends all else that was mailed to the address, in a store %s',
  async (_kind, storeId, played) => {
    const all = played.flatMap(plays);
    expect(all.length).toBeGreaterThan(8);
    for (let start = 0; start < all.length; start += 4)
      await Promise.all(
        all
          .slice(start, start + 4)
          .map(({ done, opened }) => playOut(customers, storeId, done, opened)),
      );
  },
  300_000,
);

it('does so after any sequence of registrations, resends, resets, invitations and changes', async () => {
  const sequence = fc.shuffledSubarray([...steps], { minLength: 3, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(
      sequence,
      fc.constantFrom('demo' as const, 'open' as const),
      fc.nat(),
      async (done, storeId, any) => {
        const all = plays(done);
        const play = all[any % all.length];
        if (play) await playOut(customers, storeId, done, play.opened);
      },
    ),
    { numRuns: 10 },
  );
}, 300_000);

it('lets in who registers again after a slip in the password, by either mail, until one is opened', async () => {
  const shop = createStorefront(customers);
  for (const opened of [0, 1]) {
    const email = `slip-${opened}@example.com`;
    const slips = ['patient ottters folding maps', passwords.carol];
    for (const [index, password] of slips.entries()) {
      await shop.register(email, { password });
      await customers.mailbox.newest(email, 'verify-email', index + 1);
    }
    const mails = await customers.mailbox.all(email);
    expect((await shop.verify(mails[opened]?.token ?? null)).__typename).toBe('CustomerPayload');
    expect((await shop.verify(mails[1 - opened]?.token ?? null)).__typename).toBe(
      'InvalidTokenError',
    );
    await shop.signIn(email, slips[opened]);
  }
});

it('gives one of two people who open their links at the same time the account, and only that one', async () => {
  const shop = createStorefront(customers, 'open');
  const email = 'both-at-once@example.com';
  await shop.register(email, { password: passwords.anna });
  await customers.mailbox.newest(email, 'verify-email');
  await shop.signIn(email, passwords.anna);
  await shop.register(email, { password: passwords.bert });
  await customers.mailbox.newest(email, 'verify-email', 2);
  const [first, second] = await customers.mailbox.all(email);
  const outcomes = await Promise.all(
    [first, second].map((mail) => shop.verify(mail?.token ?? null)),
  );
  expect(outcomes.map(({ __typename }) => __typename).sort()).toEqual([
    'CustomerPayload',
    'InvalidTokenError',
  ]);
  const winner = outcomes[0]?.__typename === 'CustomerPayload' ? 'anna' : 'bert';
  const loser = winner === 'anna' ? 'bert' : 'anna';
  await shop.signIn(email, passwords[winner]);
  expect((await shop.login(email, passwords[loser])).__typename).toBe('InvalidCredentialsError');
});

it('keeps consent only of who has proven the address', async () => {
  const shop = createStorefront(customers);
  const email = 'consent@example.com';
  await shop.register(email, {
    password: passwords.anna,
    marketingConsent: true,
    phone: '+431234567',
  });
  await customers.mailbox.newest(email, 'verify-email');
  await shop.register(email, { password: passwords.bert, lastName: 'Bert' });
  const { token } = await customers.mailbox.newest(email, 'verify-email', 2);
  await shop.verify(token);
  const { authorization } = await shop.signIn(email, passwords.bert);
  const { data } = await customers.query(
    '{ me { lastName phone preferences { marketingConsent { granted source history { granted } } } } }',
    { authorization },
  );
  const marketingConsent = { granted: false, source: null, history: [] };
  expect(data).toEqual({
    me: { lastName: 'Bert', phone: null, preferences: { marketingConsent } },
  });
});

it('does not let who registered an address first void the link to reset its password', async () => {
  const open = createStorefront(customers, 'open');
  const email = 'reset-goes-on@example.com';
  await open.register(email, { password: passwords.anna });
  const { authorization } = await open.signIn(email, passwords.anna);
  await open.mutate(`requestPasswordReset(email: "${email}")`);
  const { token } = await customers.mailbox.newest(email, 'reset-password');
  const change = `changePassword(currentPassword: "${passwords.anna}", newPassword: "${passwords.bert}")`;
  expect((await open.mutate(change, '', authorization)).__typename).toBe('RequestAccepted');
  const reset = `resetPassword(token: "${token}", newPassword: "${passwords.chosen}")`;
  expect((await open.mutate(reset)).__typename).toBe('CustomerPayload');
  await open.signIn(email, passwords.chosen);
});

it('hands nothing on of who used an account without proving its address', async () => {
  const open = createStorefront(customers, 'open');
  const email = 'used-before@example.com';
  await open.register(email, { password: passwords.anna, firstName: 'anna' });
  const { authorization, customer } = await open.signIn(email, passwords.anna);
  const use = (call: string) => open.mutate(call, '', authorization);
  await use('createAddress(input: { line1: "Trap 1", city: "Vienna", countryCode: "AT" })');
  await use(`requestMyErasure(password: "${passwords.anna}")`);
  await use(`requestEmailChange(newEmail: "trap@example.com", password: "${passwords.anna}")`);
  const trap = await customers.mailbox.newest('trap@example.com', 'confirm-email-change');
  await open.register(email, { password: passwords.bert, firstName: 'bert' });
  const { token } = await customers.mailbox.newest(email, 'verify-email', 2);
  await open.verify(token);
  expect((await open.mutate(`confirmEmailChange(token: "${trap.token}")`)).__typename).toBe(
    'InvalidTokenError',
  );
  const owner = await open.signIn(email, passwords.bert);
  const { data } = await customers.query('{ me { id firstName addresses { id } } }', owner);
  expect(data).toEqual({ me: { id: owner.customer.id, firstName: 'bert', addresses: [] } });
  expect((await customers.query('{ me { id } }', { authorization })).data).toEqual({ me: null });
  const left = await customers.sql(
    `SELECT c.status, c.merged_into, c.first_name, r.status AS erasure
     FROM customers c JOIN privacy_requests r ON r.customer_id = c.id WHERE c.id = $1`,
    [customer.id],
  );
  expect(left).toEqual([
    { status: 'MERGED', merged_into: owner.customer.id, first_name: null, erasure: 'CANCELLED' },
  ]);
});

it('asks who has an account without a password to set one before the address is verified', async () => {
  const shop = createStorefront(customers);
  const email = 'opened-by-staff@example.com';
  const permissions = ['customers:write'];
  const staff = await customers.authorize({ kind: 'staff', permissions });
  await shop.mutate(
    `createCustomer(idempotencyKey: "no-mail", input: { email: "${email}", sendInvitation: false })`,
    '',
    staff,
  );
  await shop.mutate(`resendEmailVerification(email: "${email}")`);
  const { link, token } = await customers.mailbox.newest(email, 'invitation');
  expect(link).toContain('/reset-password');
  await shop.mutate(`resetPassword(token: "${token}", newPassword: "${passwords.chosen}")`);
  await shop.signIn(email, passwords.chosen);
});
