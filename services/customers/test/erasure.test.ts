import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createFeedReader } from './feed.ts';
import { createPrivacyDesk, dump } from './privacy.ts';
import { startCustomers, type CustomersUnderTest } from './start.ts';
import { createStorefront, password, type Storefront } from './storefront.ts';

let customers: CustomersUnderTest;
let desk: ReturnType<typeof createPrivacyDesk>;
let waiting: Storefront;
let atOnce: Storefront;
let staff: string;
beforeAll(async () => {
  customers = await startCustomers({
    stores: [{ id: 'demo' }, { id: 'acme', erasureWaitDays: 0 }],
    environment: { PRIVACY_MODULES: JSON.stringify({ wishlists: 'on', reviews: 'off' }) },
  });
  desk = createPrivacyDesk(customers);
  waiting = createStorefront(customers);
  atOnce = createStorefront(customers, 'acme');
  staff = await customers.authorize({
    kind: 'staff',
    permissions: ['customers:read', 'customers:write'],
  });
});
afterAll(() => customers.stop());

const mine = `requestMyErasure(password: "${password}")`;
const soon = { timeout: 20_000, interval: 50 };
const passTime = (id: string) =>
  customers.sql("UPDATE privacy_requests SET due_at = now() - INTERVAL '1 second' WHERE id = $1", [
    id,
  ]);

it('leaves nothing of a person but a tombstone, for whom the address can register again', async () => {
  const canary = 'zyxwvutsrq';
  const email = `${canary}@example.com`;
  await atOnce.register(email, {
    firstName: canary,
    lastName: canary,
    phone: '+4915112345678',
    preferredLanguage: 'gsw',
    marketingConsent: true,
  });
  const { token } = await customers.mailbox.newest(email, 'verify-email');
  await atOnce.verify(token);
  await atOnce.login(email, 'a wrong long password', { 'x-client-user-agent': canary });
  const session = await atOnce.signIn(email, password, { 'x-client-user-agent': canary });
  const { authorization } = session;
  const acme = await customers.authorize({
    kind: 'staff',
    permissions: ['customers:read', 'customers:write'],
    storeId: 'acme',
  });
  const { id } = session.customer;
  await atOnce.mutate(
    `createAddress(input: { fullName: "${canary}", line1: "${canary} 1", city: "${canary}", countryCode: "DE" })`,
    '',
    authorization,
  );
  await atOnce.mutate(
    `updateMyPreferences(input: { marketingConsent: false, marketingConsentSource: "${canary}" })`,
    '',
    authorization,
  );
  await atOnce.mutate(
    `setCustomerActive(id: "${id}", active: false, reason: "${canary}")`,
    '',
    acme,
  );
  await atOnce.mutate(`setCustomerActive(id: "${id}", active: true)`, '', acme);
  const again = await atOnce.signIn(email);
  await desk.ask('requestMyDataExport', again.authorization);
  await atOnce.mutate(
    `requestEmailChange(newEmail: "new-${email}", password: "${password}")`,
    '',
    authorization,
  );
  await customers.mailbox.newest(`new-${email}`, 'confirm-email-change');
  const key = createHash('sha256')
    .update(JSON.stringify(['mail', 'acme', email]))
    .digest('base64url');
  expect(await dump(customers.databaseUrl)).toContain(canary);
  expect(await dump(customers.databaseUrl)).toContain(key.toLowerCase());

  const erasure = await desk.ask(
    `requestCustomerErasure(id: "${id}", reason: "${canary} asked")`,
    acme,
  );
  expect(erasure).toMatchObject({ kind: 'ERASURE', status: 'RUNNING' });
  const done = await desk.acknowledge('wishlists', { id: erasure.id }, 'acme');
  expect(done.data.outcome.status).toBe('DONE');
  await vi.waitFor(async () => {
    const text = await dump(customers.databaseUrl);
    for (const trace of [canary, '4915112345678', 'gsw', key.toLowerCase()])
      expect(text).not.toContain(trace);
    const mails = await customers.mailbox.all(email);
    expect(mails.map(({ kind }) => kind)).toEqual(['erasure-done']);
    expect(await customers.mailbox.all(`new-${email}`)).toEqual([]);
  }, soon);

  expect((await atOnce.login(email)).__typename).toBe('InvalidCredentialsError');
  expect((await atOnce.refresh(again.refreshToken)).__typename).toBe('InvalidTokenError');
  const { data } = await customers.query(
    `{ customer(id: "${id}") { customerNumber status isActive email firstName phone addresses { id }
         preferences { marketingConsent { granted history { granted } } } history { edges { node { type detail } } } } }`,
    { authorization: acme },
  );
  expect(data).toMatchObject({
    customer: {
      customerNumber: session.customer.customerNumber,
      status: 'ERASED',
      isActive: false,
      email: null,
      firstName: null,
      phone: null,
      addresses: [],
      preferences: {
        marketingConsent: { granted: false, history: [{ granted: false }, { granted: true }] },
      },
    },
  });
  expect((await atOnce.newCustomer(email)).customer.id).not.toBe(id);
});

it('waits for modules that are on, tells them once, and takes each answer once', async () => {
  const { authorization, customer } = await atOnce.newCustomer('awaited@example.com');
  const request = await desk.ask(mine, authorization);
  const { events } = await vi.waitFor(async () => {
    const page = await createFeedReader(customers.url).signed();
    expect(page.events.filter(({ type }) => type === 'customer.erased')).not.toEqual([]);
    return page;
  }, soon);
  const own = events.filter(({ subject }) => subject === customer.id);
  expect(own.map(({ type, payload }) => [type, payload.status, payload.requestId])).toEqual([
    ['customer.created', 'ACTIVE', null],
    ['customer.erased', 'ERASED', request.id],
  ]);
  const acme = await customers.authorize({
    kind: 'staff',
    permissions: ['customers:read'],
    storeId: 'acme',
  });
  expect(await desk.read(request.id, acme)).toMatchObject({
    status: 'RUNNING',
    customer: { status: 'ERASED', email: null },
    receipts: [
      { module: 'reviews', status: 'OFF', detail: null },
      { module: 'wishlists', status: 'WAITING', detail: null },
    ],
  });
  const first = { id: request.id, detail: '3 removed' };
  expect((await desk.acknowledge('wishlists', first, 'acme')).data.outcome.status).toBe('DONE');
  const repeated = { ...first, detail: 'again', document: '{}' };
  expect((await desk.acknowledge('wishlists', repeated, 'acme')).data.outcome.status).toBe('DONE');
  await desk.acknowledge('newsletters', first, 'acme');
  expect(await desk.read(request.id, acme)).toMatchObject({
    status: 'DONE',
    document: null,
    receipts: [
      { module: 'newsletters', status: 'DONE', detail: '3 removed' },
      { module: 'reviews', status: 'OFF', detail: null },
      { module: 'wishlists', status: 'DONE', detail: '3 removed' },
    ],
  });
});

it('lets a module speak only for itself, in its store, with JSON, of requests there are', async () => {
  const { authorization } = await atOnce.newCustomer('receipts@example.com');
  const { id } = await desk.ask(mine, authorization);
  const refused = await desk.acknowledge('reviews', { id, module: 'wishlists' }, 'acme');
  expect(refused.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  const outcomes = [
    await desk.acknowledge('wishlists', { id }, 'demo'),
    await desk.acknowledge('wishlists', { id: 'nonsense' }, 'acme'),
    await desk.acknowledge('wishlists', { id, document: '{"half":' }, 'acme'),
  ];
  expect(outcomes.map(({ data }) => data.outcome.__typename)).toEqual([
    'NotFoundError',
    'NotFoundError',
    'InvalidInputError',
  ]);
});

it('waits for the time of the store, in which the account goes on and the erasure can be cancelled', async () => {
  const { authorization, customer } = await waiting.newCustomer('patient@example.com');
  const request = await desk.ask(mine, authorization);
  expect(request).toMatchObject({ status: 'SCHEDULED', customer: { status: 'ACTIVE' } });
  const days = (Date.parse(String(request.dueAt)) - Date.now()) / 86_400_000;
  expect(days).toBeCloseTo(14, 1);
  expect((await desk.ask(mine, authorization)).id).toBe(request.id);
  expect((await desk.acknowledge('wishlists', { id: request.id })).data.outcome).toMatchObject({
    status: 'SCHEDULED',
    receipts: [{ status: 'OFF' }, { status: 'WAITING' }],
  });
  const cancel = `cancelErasure(id: "${request.id}")`;
  const other = await waiting.newCustomer('somebody-else@example.com');
  expect((await desk.mutate(cancel, other.authorization)).__typename).toBe('NotFoundError');
  expect((await desk.ask(cancel, authorization)).status).toBe('CANCELLED');
  expect((await desk.ask(cancel, staff)).status).toBe('CANCELLED');
  await passTime(request.id);
  const later = await desk.ask(
    `requestCustomerErasure(id: "${customer.id}", reason: "by phone")`,
    staff,
  );
  expect(later.id).not.toBe(request.id);
  await passTime(later.id);
  await vi.waitFor(
    async () => expect((await desk.read(later.id, staff))?.status).toBe('RUNNING'),
    soon,
  );
  expect(await desk.read(request.id, staff)).toMatchObject({
    status: 'CANCELLED',
    customer: { id: customer.id, status: 'ERASED' },
  });
  expect(await desk.mutate(`cancelErasure(id: "${later.id}")`, staff)).toMatchObject({
    __typename: 'InvalidInputError',
    fieldErrors: [{ path: ['id'], code: 'TOO_LATE' }],
  });
  const gone = `requestCustomerErasure(id: "${customer.id}", reason: "again")`;
  expect((await desk.mutate(gone, staff)).__typename).toBe('NotFoundError');
});

it('asks for the password, a reason of staff, and an account that is open', async () => {
  const { authorization, customer } = await waiting.newCustomer('careful@example.com');
  const wrong = await desk.mutate('requestMyErasure(password: "not mine at all")', authorization);
  expect(wrong.__typename).toBe('InvalidCredentialsError');
  const blank = await desk.mutate(
    `requestCustomerErasure(id: "${customer.id}", reason: " ")`,
    staff,
  );
  expect(blank).toMatchObject({ fieldErrors: [{ path: ['reason'] }] });
  await waiting.mutate(`setCustomerActive(id: "${customer.id}", active: false)`, '', staff);
  await expect(desk.mutate(mine, authorization)).rejects.toThrow('UNAUTHENTICATED');
  expect(
    await customers.sql('SELECT 1 FROM privacy_requests WHERE customer_id = $1', [customer.id]),
  ).toEqual([]);
});

it('erases once, whoever asks how often at once', async () => {
  const { authorization, customer } = await atOnce.newCustomer('hurried@example.com');
  const outcomes = await Promise.allSettled(
    Array.from({ length: 4 }, () => desk.mutate(mine, authorization)),
  );
  const made = outcomes.filter(
    (outcome) => outcome.status === 'fulfilled' && outcome.value.__typename === 'PrivacyRequest',
  );
  expect(made).toHaveLength(1);
  const told = await customers.sql(
    "SELECT 1 FROM outbox_events WHERE subject = $1 AND type = 'customer.erased'",
    [customer.id],
  );
  expect(told).toHaveLength(1);
});

it('is carried out by one of several instances', async () => {
  const second = await startCustomers({ databaseUrl: customers.databaseUrl });
  const ids: string[] = [];
  for (let index = 0; index < 6; index += 1) {
    const { authorization } = await waiting.newCustomer(`instance-${index}@example.com`);
    ids.push((await desk.ask(mine, authorization)).id);
  }
  await customers.sql(
    "UPDATE privacy_requests SET due_at = now() - INTERVAL '1 second' WHERE id = ANY ($1)",
    [ids],
  );
  const erased = () =>
    customers.sql(
      "SELECT payload->>'requestId' AS id FROM outbox_events WHERE payload->>'requestId' = ANY ($1)",
      [ids],
    );
  await vi.waitFor(async () => expect(await erased()).toHaveLength(6), soon);
  await second.stop();
  expect(new Set((await erased()).map(({ id }) => id))).toEqual(new Set(ids));
});
