import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { startSmtpSink, tokenIn } from './smtp-sink.ts';
import { startCustomers, type CustomersUnderTest } from './start.ts';
import { createStorefront, password, type Storefront } from './storefront.ts';

const soon = { timeout: 25_000, interval: 50 };

let sink: Awaited<ReturnType<typeof startSmtpSink>>;
let customers: CustomersUnderTest;
let shop: Storefront;
const lines: string[] = [];
beforeAll(async () => {
  sink = await startSmtpSink();
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  customers = await startCustomers({
    log: pino({ level: 'trace' }, stream),
    environment: { SMTP_URL: sink.url },
    stores: [
      { id: 'demo', mailFrom: 'shop@demo.example', erasureWaitDays: 0 },
      { id: 'open', requireVerifiedEmail: false },
    ],
  });
  shop = createStorefront(customers);
});
afterAll(async () => {
  await customers.stop();
  await sink.stop();
});
beforeEach(() => {
  sink.refusal = null;
});

const newAddress = () => `canary-${crypto.randomUUID()}@example.com`;
const stored = async () =>
  JSON.stringify(await customers.sql('SELECT * FROM graphile_worker._private_jobs'));
/** Lets what waits be tried at once. */
const hurry = async () => {
  await customers.sql(
    'SELECT graphile_worker.reschedule_jobs(array_agg(id), now(), attempts := 0) FROM graphile_worker.jobs',
  );
  await customers.sql(`SELECT pg_notify('jobs:insert', '{"count":1}')`);
};
const mailTo = (to: string, count = 1) =>
  vi.waitFor(() => {
    const found = sink.mailsTo(to);
    expect(found).toHaveLength(count);
    const last = found.at(-1);
    if (!last) throw new Error('no mail');
    return last;
  }, soon);

it.each([450, 550])(
  'delivers by SMTP, also when the server refuses with %i at first',
  async (code) => {
    const email = newAddress();
    sink.refusal = code;
    const before = sink.asked;
    await shop.register(email, { preferredLanguage: 'de' });
    await vi.waitFor(() => expect(sink.asked).toBeGreaterThan(before), soon);
    sink.refusal = null;
    const mail = await mailTo(email);
    expect(mail).toMatchObject({ to: [email], from: 'shop@demo.example' });
    expect(mail.source).toContain('Content-Type: multipart/alternative');
    expect(mail.source).toContain('Content-Language: de');
  },
);

it('delivers a notice about security once, however often the server was busy, and says nothing of it in its log', async () => {
  const email = newAddress();
  await shop.register(email);
  expect(await shop.verify(tokenIn(await mailTo(email)))).toMatchObject({
    __typename: 'CustomerPayload',
  });
  const { authorization } = await shop.signIn(email);
  const before = sink.asked;
  sink.refusal = 451;
  const change = `changePassword(currentPassword: "${password}", newPassword: "another canary phrase 77")`;
  expect(await shop.mutate(change, '', authorization)).toEqual({ __typename: 'RequestAccepted' });
  await vi.waitFor(async () => {
    await hurry();
    expect(sink.asked - before).toBeGreaterThanOrEqual(6);
  }, soon);
  sink.refusal = null;
  await vi.waitFor(async () => {
    await hurry();
    expect(await stored()).not.toContain(email);
  }, soon);
  expect((await mailTo(email, 2)).source).toContain('password');
  expect(lines.join('')).toContain('mail failed, is tried again');
  expect(lines.join('')).not.toContain('canary');
});

it('keeps no token while a mail waits, and lets its link work for its whole time once it is sent', async () => {
  const email = newAddress();
  sink.refusal = 451;
  const before = sink.asked;
  await shop.register(email);
  await vi.waitFor(() => expect(sink.asked).toBeGreaterThan(before), soon);
  const waiting = await stored();
  await customers.sql(
    "UPDATE mail_tokens SET expires_at = now() - INTERVAL '1 minute' WHERE email_normal = $1",
    [email],
  );
  sink.refusal = null;
  await hurry();
  const token = tokenIn(await mailTo(email));
  expect(waiting).not.toContain(token);
  expect(lines.join('')).not.toContain(token);
  expect((await shop.verify(token)).__typename).toBe('CustomerPayload');
});

it('mails nothing for a change that was not made', async () => {
  const taken = newAddress();
  const staff = await customers.authorize({ kind: 'staff', permissions: ['customers:write'] });
  const create = (key: string) =>
    shop.mutate(
      `createCustomer(idempotencyKey: "${key}", input: { email: "${taken}" })`,
      '',
      staff,
    );
  expect((await create(crypto.randomUUID())).__typename).toBe('CustomerPayload');
  expect((await create(crypto.randomUUID())).__typename).toBe('EmailTakenError');
  await mailTo(taken);
  await vi.waitFor(async () => expect(await stored()).not.toContain(taken), soon);
  expect(sink.mailsTo(taken)).toHaveLength(1);
});

it('takes back what waits to be mailed to a person who is erased', async () => {
  const email = newAddress();
  const permissions = ['customers:read', 'customers:write'];
  const staff = await customers.authorize({ kind: 'staff', permissions });
  sink.refusal = 451;
  const before = sink.asked;
  const created = await shop.mutate(
    `createCustomer(idempotencyKey: "${crypto.randomUUID()}", input: { email: "${email}" })`,
    '... on CustomerPayload { customer { id } }',
    staff,
  );
  await vi.waitFor(() => expect(sink.asked).toBeGreaterThan(before), soon);
  await vi.waitFor(async () => expect(await stored()).toContain(email), soon);
  const { id } = created.customer as { id: string };
  await shop.mutate(`requestCustomerErasure(id: "${id}", reason: "asked by letter")`, '', staff);
  sink.refusal = null;
  await vi.waitFor(async () => {
    await hurry();
    expect(await stored()).not.toContain(email);
  }, soon);
  // The invitation is gone; that the erasure is done is mailed.
  expect(sink.mailsTo(email).filter((mail) => tokenIn(mail) !== '')).toEqual([]);
});
