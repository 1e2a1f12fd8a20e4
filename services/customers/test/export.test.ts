import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createFeedReader } from './feed.ts';
import { createPrivacyDesk, dump } from './privacy.ts';
import { startCustomers, type CustomersUnderTest } from './start.ts';
import { createStorefront, type Storefront } from './storefront.ts';

let customers: CustomersUnderTest;
let desk: ReturnType<typeof createPrivacyDesk>;
let shop: Storefront;
beforeAll(async () => {
  customers = await startCustomers({
    environment: { PRIVACY_MODULES: JSON.stringify({ wishlists: 'on', reviews: 'on' }) },
  });
  desk = createPrivacyDesk(customers);
  shop = createStorefront(customers);
});
afterAll(() => customers.stop());

const soon = { timeout: 20_000, interval: 50 };

it('gathers one document of what every module holds, for the customer alone', async () => {
  const { authorization, customer, refreshToken } = await shop.newCustomer('export@example.com', {
    firstName: 'Ada',
    marketingConsent: true,
  });
  await shop.mutate(
    'createAddress(input: { line1: "Lane 1", city: "Graz", countryCode: "AT" })',
    '',
    authorization,
  );
  const request = await desk.ask('requestMyDataExport', authorization);
  expect(request).toMatchObject({ kind: 'EXPORT', status: 'RUNNING', dueAt: null, document: null });
  expect((await desk.ask('requestMyDataExport', authorization)).id).toBe(request.id);
  await vi.waitFor(async () => {
    const { events } = await createFeedReader(customers.url).signed();
    const asked = events.filter(
      ({ type, subject }) => type === 'customer.export_requested' && subject === customer.id,
    );
    expect(asked.map(({ subject, payload }) => [subject, payload])).toEqual([
      [customer.id, { status: 'ACTIVE', version: 3, mergedInto: null, requestId: request.id }],
    ]);
  }, soon);

  const { id } = request;
  await desk.acknowledge('wishlists', { id, document: JSON.stringify(['a lamp "so bright"']) });
  expect(await desk.read(id, authorization)).toMatchObject({ status: 'RUNNING', document: null });
  await desk.acknowledge('reviews', { id, detail: 'nothing held' });
  const done = await desk.read(id, authorization);
  expect(done).toMatchObject({ status: 'DONE' });
  const text = String(done?.document);
  expect(JSON.parse(text)).toMatchObject({
    customers: {
      profile: { id: customer.id, email: 'export@example.com', firstName: 'Ada' },
      addresses: [{ line1: 'Lane 1', city: 'Graz', isDefaultShipping: true }],
      marketingConsent: [{ granted: true, source: 'registration' }],
      sessions: [{ endedAt: null }],
      history: [
        { type: 'REGISTERED', by: 'customer' },
        { type: 'EMAIL_VERIFIED' },
        { type: 'ADDRESS_ADDED' },
        { type: 'EXPORT_REQUESTED' },
      ],
    },
    wishlists: ['a lamp "so bright"'],
  });
  expect(text).not.toContain(refreshToken);
  expect(text).not.toMatch(/argon2|hash|token/i);

  const staff = await customers.authorize({ kind: 'staff', permissions: ['customers:read'] });
  expect(await desk.read(id, staff)).toMatchObject({ status: 'DONE', document: null });
  const other = await shop.newCustomer('curious@example.com');
  expect(await desk.read(id, other.authorization)).toBeNull();
  const elsewhere = await customers.authorize({
    kind: 'staff',
    permissions: ['customers:read'],
    storeId: 'acme',
  });
  expect(await desk.read(id, elsewhere)).toBeNull();
});

it('takes a part of several megabytes', async () => {
  const { authorization } = await shop.newCustomer('busy@example.com');
  const { id } = await desk.ask('requestMyDataExport', authorization);
  const document = JSON.stringify({ lines: 'x'.repeat(5_000_000) });
  const { data } = await desk.acknowledge('wishlists', { id, document });
  expect(data.outcome.__typename).toBe('PrivacyRequest');
  await desk.acknowledge('reviews', { id });
  expect(String((await desk.read(id, authorization))?.document).length).toBeGreaterThan(5_000_000);
});

it('removes the document after seven days, and gives up what was not complete by then', async () => {
  const complete = await shop.newCustomer('week-old@example.com');
  const half = await shop.newCustomer('half-done@example.com');
  const done = await desk.ask('requestMyDataExport', complete.authorization);
  const open = await desk.ask('requestMyDataExport', half.authorization);
  for (const module of ['wishlists', 'reviews'])
    await desk.acknowledge(module, { id: done.id, document: '["canary-part"]' });
  await desk.acknowledge('wishlists', { id: open.id, document: '["canary-part"]' });
  await customers.sql(
    `UPDATE privacy_requests SET created_at = created_at - INTERVAL '7 days', ended_at = ended_at - INTERVAL '7 days'
     WHERE id = ANY ($1)`,
    [[done.id, open.id]],
  );
  await vi.waitFor(async () => {
    expect(await desk.read(done.id, complete.authorization)).toMatchObject({
      status: 'DONE',
      document: null,
    });
    expect((await desk.read(open.id, half.authorization))?.status).toBe('FAILED');
    expect(await dump(customers.databaseUrl)).not.toContain('canary-part');
  }, soon);
  await desk.acknowledge('reviews', { id: open.id, document: '["canary-part"]' });
  await desk.acknowledge('newsletters', { id: done.id, document: '["canary-part"]' });
  expect(await dump(customers.databaseUrl)).not.toContain('canary-part');
  const next = await desk.ask('requestMyDataExport', half.authorization);
  expect(next.id).not.toBe(open.id);
});

it('is complete at once when no module is waited for, and waits no longer for one that is switched off', async () => {
  const { authorization } = await shop.newCustomer('alone@example.com');
  const waiting = await desk.ask('requestMyDataExport', authorization);
  await desk.acknowledge('wishlists', { id: waiting.id, document: '[]' });
  const alone = await startCustomers({
    databaseUrl: customers.databaseUrl,
    environment: { PRIVACY_MODULES: JSON.stringify({ reviews: 'off' }) },
  });
  await vi.waitFor(async () => {
    const found = await desk.read(waiting.id, authorization);
    expect(found).toMatchObject({ status: 'DONE' });
    expect(JSON.parse(String(found?.document))).toHaveProperty('wishlists', []);
  }, soon);
  const own = createStorefront(alone);
  const person = await own.newCustomer('alone-too@example.com');
  const request = await createPrivacyDesk(alone).ask('requestMyDataExport', person.authorization);
  expect(request).toMatchObject({
    status: 'DONE',
    receipts: [{ module: 'reviews', status: 'OFF' }],
  });
  expect(JSON.parse(String(request.document))).toHaveProperty(
    'customers.profile.email',
    'alone-too@example.com',
  );
  await alone.stop();
});
