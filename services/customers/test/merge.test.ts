import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createFeedReader } from './feed.ts';
import { createPrivacyDesk, dump } from './privacy.ts';
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
    permissions: ['customers:read', 'customers:write'],
  });
});
afterAll(() => customers.stop());

type Outcome = { __typename: string; reasons?: string[]; customer?: { id: string } };
async function merge(sourceId: string, targetId: string, key: string = randomUUID()) {
  const { data, errors } = await customers.query<{ mergeCustomers: Outcome }>(
    `mutation ($s: ID!, $t: ID!, $k: String!) { mergeCustomers(sourceId: $s, targetId: $t, idempotencyKey: $k) {
      __typename ... on CustomerPayload { customer { id } } ... on MergeBlockedError { reasons } } }`,
    { authorization: staff, variables: { s: sourceId, t: targetId, k: key } },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data.mergeCustomers;
}
async function preview(sourceId: string, targetId: string) {
  const { data } = await customers.query<{ customerMergePreview: Record<string, unknown> | null }>(
    `query ($s: ID!, $t: ID!) { customerMergePreview(sourceId: $s, targetId: $t) {
      keeps { id } retires { id } addressesMoved addressesDropped blockedBy } }`,
    { authorization: staff, variables: { s: sourceId, t: targetId } },
  );
  return data.customerMergePreview;
}
async function create(name: string): Promise<string> {
  const { data } = await customers.query<{ createCustomer: { customer: { id: string } } }>(
    `mutation ($email: String!) { createCustomer(idempotencyKey: $email, input: { email: $email, sendInvitation: false }) {
      ... on CustomerPayload { customer { id } } } }`,
    { authorization: staff, variables: { email: `${name}@example.com` } },
  );
  return data.createCustomer.customer.id;
}
const addAddress = (customerId: string, line1: string, defaultFor: string[] = []) =>
  customers.query(
    `mutation ($id: ID!, $input: AddressInput!) { createAddress(customerId: $id, input: $input) { __typename } }`,
    {
      authorization: staff,
      variables: { id: customerId, input: { line1, city: 'Graz', countryCode: 'AT', defaultFor } },
    },
  );
async function read(id: string) {
  const { data } = await customers.query<{ customer: Record<string, unknown> }>(
    `query ($id: ID!) { customer(id: $id) { status email firstName mergedInto { id }
      addresses { line1 isDefaultShipping isDefaultBilling }
      preferences { marketingConsent { granted source history { granted } } }
      history { edges { node { type detail } } } } }`,
    { authorization: staff, variables: { id } },
  );
  return data.customer;
}
const status = async (id: string) => (await read(id)).status;

it('moves what there is to move, and leaves a tombstone without personal data', async () => {
  const email = 'canary-source@example.com';
  const source = await shop.newCustomer(email, { firstName: 'Canary', marketingConsent: true });
  const targetId = await create('stays');
  await customers.query(
    'mutation ($id: ID!) { updateCustomer(id: $id, input: { firstName: "Stays" }) { __typename } }',
    { authorization: staff, variables: { id: targetId } },
  );
  await addAddress(source.customer.id, 'first');
  await addAddress(source.customer.id, 'second');
  await addAddress(targetId, 'own');
  await shop.mutate('requestPasswordReset(email: "canary-source@example.com")');
  const { token } = await customers.mailbox.newest(email, 'reset-password');
  await createPrivacyDesk(customers).ask('requestMyDataExport', source.authorization);
  await shop.mutate(
    `setCustomerActive(id: "${source.customer.id}", active: false, reason: "a twin")`,
    '',
    staff,
  );
  expect(await preview(source.customer.id, targetId)).toEqual({
    keeps: { id: targetId },
    retires: { id: source.customer.id },
    addressesMoved: 2,
    addressesDropped: 0,
    blockedBy: [],
  });
  expect(await merge(source.customer.id, targetId)).toMatchObject({ customer: { id: targetId } });
  expect(await read(source.customer.id)).toMatchObject({
    status: 'MERGED',
    email: null,
    firstName: null,
    mergedInto: { id: targetId },
    addresses: [],
    preferences: { marketingConsent: { granted: false, history: [] } },
  });
  const target = await read(targetId);
  expect(target).toMatchObject({
    status: 'ACTIVE',
    email: 'stays@example.com',
    firstName: 'Stays',
    preferences: { marketingConsent: { granted: true, history: [{ granted: true }] } },
    history: {
      edges: expect.arrayContaining([
        { node: { type: 'MERGED_IN', detail: source.customer.id } },
        { node: { type: 'DEACTIVATED', detail: 'a twin' } },
      ]),
    },
  });
  expect(target.addresses).toEqual([
    { line1: 'first', isDefaultShipping: false, isDefaultBilling: false },
    { line1: 'second', isDefaultShipping: false, isDefaultBilling: false },
    { line1: 'own', isDefaultShipping: true, isDefaultBilling: true },
  ]);
  await vi.waitFor(
    async () => {
      expect(await dump(customers.databaseUrl)).not.toContain('canary');
    },
    { timeout: 20_000, interval: 50 },
  );
  expect((await shop.refresh(source.refreshToken)).__typename).toBe('InvalidTokenError');
  const reset = `resetPassword(token: "${token ?? ''}", newPassword: "${password} too")`;
  expect((await shop.mutate(reset)).__typename).toBe('InvalidTokenError');
  expect((await shop.login(email)).__typename).toBe('InvalidCredentialsError');
});

it('takes defaults over where the target has none, and no more addresses than there is room for', async () => {
  const [sourceId, targetId] = [await create('many'), await create('nearly-full')];
  for (const line of ['oldest', 'default', 'newest']) await addAddress(sourceId, line);
  await addAddress(sourceId, 'for goods', ['SHIPPING']);
  await customers.sql(
    `INSERT INTO addresses (id, store_id, customer_id, slot, line1, city, country_code, is_default_billing)
     SELECT gen_random_uuid(), 'demo', $1, slot, 'own', 'Graz', 'AT', slot = 7 FROM generate_series(1, 98) AS s(slot)`,
    [targetId],
  );
  expect(await preview(sourceId, targetId)).toMatchObject({
    addressesMoved: 2,
    addressesDropped: 2,
  });
  await merge(sourceId, targetId);
  const rows = await customers.sql(
    `SELECT line1, is_default_shipping AS goods, is_default_billing AS bills FROM addresses
     WHERE customer_id = $1 AND (line1 <> 'own' OR is_default_billing) ORDER BY line1`,
    [targetId],
  );
  expect(rows).toEqual([
    { line1: 'for goods', goods: true, bills: false },
    { line1: 'oldest', goods: false, bills: false },
    { line1: 'own', goods: false, bills: true },
  ]);
  expect(await customers.sql('SELECT 1 FROM addresses WHERE customer_id = $1', [sourceId])).toEqual(
    [],
  );
});

it('is blocked by name', async () => {
  const [a, b, merged, erased, closed] = [
    await create('blocked-a'),
    await create('blocked-b'),
    await create('blocked-merged'),
    await create('blocked-erased'),
    await create('blocked-closed'),
  ];
  await merge(merged, a);
  await customers.query(
    `mutation ($id: ID!) { requestCustomerErasure(id: $id, reason: "asked") { __typename } }`,
    { authorization: staff, variables: { id: erased } },
  );
  await customers.query(
    `mutation ($id: ID!) { setCustomerActive(id: $id, active: false) { __typename } }`,
    { authorization: staff, variables: { id: closed } },
  );
  const cases: [string, string, string[]][] = [
    [a, a, ['SAME_CUSTOMER']],
    [merged, b, ['SOURCE_MERGED']],
    [b, merged, ['TARGET_MERGED']],
    [b, closed, ['TARGET_DEACTIVATED']],
    [erased, b, ['SOURCE_ERASURE_SCHEDULED']],
    [b, erased, ['TARGET_ERASURE_SCHEDULED']],
    [merged, erased, ['SOURCE_MERGED', 'TARGET_ERASURE_SCHEDULED']],
  ];
  for (const [source, target, reasons] of cases) {
    expect((await preview(source, target))?.blockedBy).toEqual(reasons);
    expect(await merge(source, target)).toEqual({ __typename: 'MergeBlockedError', reasons });
  }
  await customers.sql('UPDATE privacy_requests SET due_at = now() WHERE customer_id = $1', [
    erased,
  ]);
  await vi.waitFor(async () => expect(await status(erased)).toBe('ERASED'), { timeout: 20_000 });
  expect(await merge(erased, b)).toMatchObject({ reasons: ['SOURCE_ERASED'] });
  expect(await merge(b, erased)).toMatchObject({ reasons: ['TARGET_ERASED'] });
});

it('knows no customer of another store', async () => {
  const own = await create('of-this-store');
  const { customer } = await createStorefront(customers, 'acme').newCustomer('foreign@example.com');
  for (const id of [customer.id, randomUUID(), 'nonsense']) {
    expect(await preview(own, id)).toBeNull();
    expect((await merge(own, id)).__typename).toBe('NotFoundError');
    expect((await merge(id, own)).__typename).toBe('NotFoundError');
  }
});

it('happens once for a key', async () => {
  const [source, target] = [await create('key-source'), await create('key-target')];
  const answers = await Promise.all([1, 2, 3].map(() => merge(source, target, 'the key')));
  for (const answer of answers) expect(answer).toMatchObject({ customer: { id: target } });
  expect((await merge(target, source, 'the key')).__typename).toBe('IdempotencyKeyReusedError');
  const told = await customers.sql('SELECT type FROM outbox_events WHERE subject = $1', [source]);
  expect(told).toHaveLength(2);
});

// Events appear once every older transaction on the server has ended, other tests' included.
const within = { timeout: 15_000, interval: 20 };

it('leads what was merged before to the last one, and tells so', async () => {
  const [a, b, c] = [await create('chain-a'), await create('chain-b'), await create('chain-c')];
  await merge(a, b);
  await merge(b, c);
  expect(await read(a)).toMatchObject({ status: 'MERGED', mergedInto: { id: c } });
  expect(await read(b)).toMatchObject({ status: 'MERGED', mergedInto: { id: c } });
  await vi.waitFor(async () => {
    const { events } = await createFeedReader(customers.url).signed();
    const told = events
      .filter(({ type, subject }) => type === 'customer.merged' && [a, b].includes(subject))
      .map(({ subject, payload }) => [subject, payload.mergedInto, payload.version]);
    expect(told).toEqual([
      [a, b, 2],
      [a, c, 3],
      [b, c, 3],
    ]);
  }, within);
});

it('lets one of two opposite merges win, and none of many at once fail otherwise', async () => {
  for (let round = 0; round < 5; round += 1) {
    const [a, b] = [await create(`left-${round}`), await create(`right-${round}`)];
    const outcomes = await Promise.all([merge(a, b), merge(b, a)]);
    expect(outcomes.map(({ __typename }) => __typename).sort()).toEqual([
      'CustomerPayload',
      'MergeBlockedError',
    ]);
    expect([await status(a), await status(b)].sort()).toEqual(['ACTIVE', 'MERGED']);
  }
  const ids = await Promise.all([0, 1, 2, 3, 4].map((index) => create(`ring-${index}`)));
  await Promise.all(ids.map((id, index) => merge(id, ids[(index + 1) % ids.length] ?? '')));
  const heirs = await customers.sql(
    `SELECT DISTINCT h.status FROM customers c JOIN customers h ON h.id = c.merged_into WHERE c.id = ANY ($1)`,
    [ids],
  );
  expect(heirs).toEqual([{ status: 'ACTIVE' }]);
});
