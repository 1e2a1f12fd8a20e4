import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCustomers, type CustomersUnderTest } from './start.ts';
import { createStorefront, password, type Storefront } from './storefront.ts';

let customers: CustomersUnderTest;
let shop: Storefront;
let staff: string;
beforeAll(async () => {
  customers = await startCustomers();
  shop = createStorefront(customers);
  const permissions = ['customers:read', 'customers:write'];
  staff = await customers.authorize({ kind: 'staff', id: '42', permissions });
});
afterAll(() => customers.stop());

const payload = `... on CustomerPayload { customer { id email customerNumber version firstName } }
  ... on VersionConflictError { currentVersion } ... on InvalidInputError { fieldErrors { path code } }`;
const create = (email: string, key: string, more = '') =>
  shop.mutate(
    `createCustomer(idempotencyKey: "${key}", input: { email: "${email}" ${more} })`,
    payload,
    staff,
  );
const historyOf = async (id: string, args = '') => {
  const { data } = await customers.query<{
    customer: {
      history: {
        edges: { cursor: string; node: { type: string; actor: string; detail: string | null } }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
    };
  }>(
    `{ customer(id: "${id}") { history${args} { edges { cursor node { id at type actor detail } }
       pageInfo { hasNextPage endCursor } } } }`,
    { authorization: staff },
  );
  return data.customer.history;
};
const idOf = (outcome: Record<string, unknown>) =>
  String((outcome.customer as { id: string } | undefined)?.id);

it('gives 200 concurrent registrations 200 different consecutive numbers', async () => {
  const before = await customers.sql(`SELECT value FROM counters WHERE store_id = 'open'`);
  expect(before).toEqual([]);
  const open = createStorefront(customers, 'open');
  const outcomes = await Promise.all(
    Array.from({ length: 200 }, (_, index) => open.register(`crowd-${index}@example.com`)),
  );
  expect(new Set(outcomes.map(({ __typename }) => __typename))).toEqual(
    new Set(['RequestAccepted']),
  );
  const rows = await customers.sql(
    `SELECT customer_number FROM customers WHERE store_id = 'open' ORDER BY customer_number`,
  );
  expect(rows.map((row) => row.customer_number)).toEqual(
    Array.from({ length: 200 }, (_, index) => `C-${String(index + 1).padStart(6, '0')}`),
  );
}, 90_000);

it('opens an account whose customer sets a password by the invitation', async () => {
  const outcome = await create('invited@example.com', 'key-1', ', preferredLanguage: "de"');
  expect(outcome).toMatchObject({ customer: { email: 'invited@example.com', version: 1 } });
  expect((await shop.login('invited@example.com')).__typename).toBe('InvalidCredentialsError');
  const { token, language } = await customers.mailbox.newest('invited@example.com', 'invitation');
  expect(language).toBe('de');
  await shop.mutate(`resetPassword(token: "${token}", newPassword: "${password}")`);
  await shop.signIn('invited@example.com');
  expect((await historyOf(idOf(outcome))).edges.map(({ node }) => [node.type, node.actor])).toEqual(
    [
      ['PASSWORD_RESET', `customer:${idOf(outcome)}`],
      ['CREATED', 'staff:42'],
    ],
  );
});

it('creates one customer and sends one invitation however often a key is used at once', async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, () => create('once@example.com', 'key-2')),
  );
  expect(new Set(outcomes.map(idOf)).size).toBe(1);
  const other = await create('else@example.com', 'key-2');
  expect(other.__typename).toBe('IdempotencyKeyReusedError');
  await customers.mailbox.newest('once@example.com', 'invitation');
  await create('marker@example.com', 'key-3');
  await customers.mailbox.newest('marker@example.com', 'invitation');
  expect(await customers.mailbox.all('once@example.com')).toHaveLength(1);
});

it('refuses keys that no database could keep', async () => {
  for (const key of ['', '\\u0000', 'x'.repeat(256)])
    await expect(create('keyless@example.com', key)).rejects.toThrow('BAD_USER_INPUT');
});

it('tells staff that an address is taken, and frees the key', async () => {
  await create('taken@example.com', 'key-4', ', sendInvitation: false');
  expect((await create('TAKEN@example.com', 'key-5')).__typename).toBe('EmailTakenError');
  expect((await create('free@example.com', 'key-5')).__typename).toBe('CustomerPayload');
  const race = await Promise.all(
    Array.from({ length: 10 }, (_, index) => create('race@example.com', `race-${index}`)),
  );
  expect(race.filter(({ __typename }) => __typename === 'CustomerPayload')).toHaveLength(1);
  expect(race.filter(({ __typename }) => __typename === 'EmailTakenError')).toHaveLength(9);
});

it('refuses an edit of another version and keeps who did what', async () => {
  const id = idOf(await create('edited@example.com', 'key-6'));
  const edit = (name: string, version: number) =>
    shop.mutate(
      `updateCustomer(id: "${id}", input: { firstName: "${name}" }, expectedVersion: ${version})`,
      payload,
      staff,
    );
  expect(await edit('Eve', 1)).toMatchObject({ customer: { firstName: 'Eve', version: 2 } });
  expect(await edit('Eva', 1)).toEqual({ __typename: 'VersionConflictError', currentVersion: 2 });
  const close = (active: boolean, reason: string) =>
    shop.mutate(
      `setCustomerActive(id: "${id}", active: ${active}, reason: "${reason}")`,
      payload,
      staff,
    );
  await close(false, 'asked by phone');
  await close(true, 'asked again');
  await close(true, 'no change');
  const first = await historyOf(id, '(first: 2)');
  expect(first.edges.map(({ node }) => [node.type, node.actor, node.detail])).toEqual([
    ['ACTIVATED', 'staff:42', 'asked again'],
    ['DEACTIVATED', 'staff:42', 'asked by phone'],
  ]);
  const rest = await historyOf(id, `(first: 2, after: "${first.pageInfo.endCursor}")`);
  expect(rest.edges.map(({ node }) => node.type)).toEqual(['PROFILE_CHANGED', 'CREATED']);
  expect(rest.pageInfo.hasNextPage).toBe(false);
  const tooLong = await close(false, 'x'.repeat(501));
  expect(tooLong).toMatchObject({ fieldErrors: [{ path: ['reason'] }] });
});

it('says what happened and who did it as values of their own', async () => {
  const id = idOf(await create(`${randomUUID()}@example.com`, randomUUID()));
  await shop.mutate(`setCustomerActive(id: "${id}", active: false)`, payload, staff);
  const { data } = await customers.query(
    `{ customer(id: "${id}") { history { edges { node { type event actor by { kind id } } } } } }`,
    { authorization: staff },
  );
  const by = { kind: 'STAFF', id: '42' };
  expect(data).toEqual({
    customer: {
      history: {
        edges: ['DEACTIVATED', 'CREATED'].map((event) => ({
          node: { type: event, event, actor: 'staff:42', by },
        })),
      },
    },
  });
});

it('shows the history to nobody else', async () => {
  const { authorization } = await shop.newCustomer('inquisitive@example.com');
  const { data } = await customers.query('{ me { history { edges { cursor } } } }', {
    authorization,
  });
  expect(data).toEqual({ me: { history: null } });
});

it('keeps consent with its time, source and history, and counts a repetition as none', async () => {
  const { authorization } = await shop.newCustomer('consent@example.com');
  const say = (input: string) =>
    shop.mutate(`updateMyPreferences(input: ${input})`, payload, authorization);
  await say(
    '{ marketingConsent: true, marketingConsentSource: "checkout", preferredLanguage: "de-at" }',
  );
  await say('{ marketingConsent: true, marketingConsentSource: "footer" }');
  await say('{ marketingConsent: false }');
  const { data } = await customers.query(
    `{ me { preferences { preferredLanguage marketingConsent { granted source
       history { granted source } } } } }`,
    { authorization },
  );
  expect(data).toEqual({
    me: {
      preferences: {
        preferredLanguage: 'de-AT',
        marketingConsent: {
          granted: false,
          source: 'preferences',
          history: [
            { granted: false, source: 'preferences' },
            { granted: true, source: 'checkout' },
          ],
        },
      },
    },
  });
  expect(await say('{ preferredLanguage: "not a language" }')).toMatchObject({
    fieldErrors: [{ path: ['input', 'preferredLanguage'] }],
  });
  const stale = await shop.mutate(
    'updateMyPreferences(input: { preferredLanguage: null }, expectedVersion: 1)',
    payload,
    authorization,
  );
  expect(stale.__typename).toBe('VersionConflictError');
});

describe('lists by number', () => {
  const numbers = [1, 99_999, 100_000, 999_999, 1_000_000, 1_000_001, 9_999_999, 10_000_000].map(
    (value) => `C-${String(value).padStart(6, '0')}`,
  );
  const word = `Numbered${randomUUID().slice(0, 8)}`;
  beforeAll(async () => {
    // Opened in another sequence than their numbers.
    for (const number of [...numbers].reverse().sort((a, b) => a.length - b.length)) {
      const id = idOf(
        await create(`${randomUUID()}@example.com`, randomUUID(), `lastName: "${word}"`),
      );
      const swapped = `other${id}`;
      await customers.sql(
        `UPDATE customers SET customer_number = $2 WHERE store_id = 'demo' AND customer_number = $1`,
        [number, swapped],
      );
      await customers.sql('UPDATE customers SET customer_number = $2 WHERE id = $1', [id, number]);
    }
  });
  const list = async (page: string, direction: string) => {
    const { data, errors } = await customers.query<{
      customers: { edges: { cursor: string; node: { customerNumber: string } }[] };
    }>(
      `{ customers(search: "${word}", ${page}, sortBy: { field: CUSTOMER_NUMBER, direction: ${direction} }) {
        edges { cursor node { customerNumber } } } }`,
      { authorization: staff },
    );
    expect(errors).toBeUndefined();
    return data.customers.edges;
  };
  const numbersOf = (edges: { node: { customerNumber: string } }[]) =>
    edges.map(({ node }) => node.customerNumber);

  it.each([
    ['ASC', numbers],
    ['DESC', [...numbers].reverse()],
  ])('sorts them as numbers beyond a million, %s', async (direction, expected) => {
    expect(numbersOf(await list('first: 50', direction))).toEqual(expected);
    const forward: string[] = [];
    const backward: string[] = [];
    for (let after = ''; ;) {
      const edges = await list(`first: 3 ${after}`, direction);
      forward.push(...numbersOf(edges));
      const last = edges.at(-1);
      if (!last) break;
      after = `after: "${last.cursor}"`;
    }
    for (let before = ''; ;) {
      const edges = await list(`last: 3 ${before}`, direction);
      backward.unshift(...numbersOf(edges));
      const [first] = edges;
      if (!first) break;
      before = `before: "${first.cursor}"`;
    }
    expect(forward).toEqual(expected);
    expect(backward).toEqual(expected);
  });
});

it('shows nothing personal to who may only write, whatever is written', async () => {
  const canary = `canary${randomUUID().slice(0, 8)}`;
  const email = `${canary}@example.com`;
  const address = `{ fullName: "${canary}", line1: "${canary} 1", city: "${canary}", countryCode: "DE" }`;
  const id = idOf(
    await create(
      email,
      randomUUID(),
      `firstName: "${canary}", lastName: "${canary}", phone: "+436641234567", preferredLanguage: "gsw",
       marketingConsent: true, marketingConsentSource: "${canary}", address: ${address}`,
    ),
  );
  const [stored] = await customers.sql('SELECT id FROM addresses WHERE customer_id = $1', [id]);
  const writer = await customers.authorize({ kind: 'staff', permissions: ['customers:write'] });
  const customer = `customer { id email firstName lastName phone addresses { id line1 city fullName }
    defaultShippingAddress { line1 } defaultBillingAddress { line1 } sessions { id }
    history { edges { node { type actor detail } } }
    preferences { preferredLanguage marketingConsent { granted changedAt source history { granted source } } } }`;
  const fields = {
    CustomerPayload: `... on CustomerPayload { ${customer} }`,
    AddressPayload: `... on AddressPayload { address { line1 city fullName } ${customer} }`,
    DeletedAddress: `... on DeletedAddress { ${customer} }`,
    PrivacyRequest: `... on PrivacyRequest { ${customer} document }`,
  };
  const target = idOf(await create(`${randomUUID()}@example.com`, randomUUID()));
  const calls: [keyof typeof fields, string][] = [
    ['CustomerPayload', `updateCustomer(id: "${id}", input: {})`],
    ['CustomerPayload', `updateCustomer(id: "${id}", input: { marketingConsentSource: "desk" })`],
    ['CustomerPayload', `setCustomerActive(id: "${id}", active: true)`],
    ['AddressPayload', `createAddress(customerId: "${id}", input: ${address})`],
    ['AddressPayload', `updateAddress(id: "${String(stored?.id)}", input: ${address})`],
    ['AddressPayload', `setDefaultAddress(id: "${String(stored?.id)}", use: BILLING)`],
    ['DeletedAddress', `deleteAddress(id: "${String(stored?.id)}")`],
    [
      'CustomerPayload',
      `mergeCustomers(sourceId: "${id}", targetId: "${target}", idempotencyKey: "${randomUUID()}")`,
    ],
    ['PrivacyRequest', `requestCustomerErasure(id: "${target}", reason: "asked")`],
  ];
  for (const [type, call] of calls) {
    const outcome = await shop.mutate(call, fields[type], writer);
    expect(outcome.__typename, call).toBe(type);
    expect(JSON.stringify(outcome), call).not.toMatch(new RegExp(`${canary}|436641234567|gsw`));
  }
});
