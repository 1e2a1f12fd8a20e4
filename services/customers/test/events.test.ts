import { compactEvents } from '@customer-graph/events';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createFeedReader } from './feed.ts';
import { startCustomers, type CustomersUnderTest } from './start.ts';
import { createStorefront } from './storefront.ts';

let customers: CustomersUnderTest;
let feed: ReturnType<typeof createFeedReader>;
let staff: string;
beforeAll(async () => {
  customers = await startCustomers();
  feed = createFeedReader(customers.url);
  staff = await customers.authorize({
    kind: 'staff',
    permissions: ['customers:read', 'customers:write'],
  });
});
afterAll(() => customers.stop());

const setActive = (id: string, active: boolean) =>
  customers.query(
    'mutation ($id: ID!, $active: Boolean!) { setCustomerActive(id: $id, active: $active) { __typename } }',
    { authorization: staff, variables: { id, active } },
  );
const told = async (subject: string) =>
  (await feed.signed()).events
    .filter((event) => event.subject === subject)
    .map(({ type, payload }) => ({ type, ...payload }));
// Events appear once every older transaction on the server has ended, other tests' included.
const within = { timeout: 15_000, interval: 20 };
const written = async () => (await customers.sql('SELECT 1 FROM outbox_events')).length;

it('tells of each change of a status once, with the version after it, and of nothing else', async () => {
  const shop = createStorefront(customers);
  const { customer, authorization } = await shop.newCustomer('told@example.com');
  await shop.mutate('updateMyProfile(input: { firstName: "Told" })', '', authorization);
  await setActive(customer.id, false);
  await setActive(customer.id, false);
  await setActive(customer.id, true);
  const nothing = { mergedInto: null, requestId: null };
  await vi.waitFor(
    async () =>
      expect(await told(customer.id)).toEqual([
        { type: 'customer.created', status: 'ACTIVE', version: 1, ...nothing },
        { type: 'customer.status_changed', status: 'DEACTIVATED', version: 4, ...nothing },
        { type: 'customer.status_changed', status: 'ACTIVE', version: 5, ...nothing },
      ]),
    within,
  );
});

it('tells of a customer that staff has opened, once for a repeated call, and of no refused one', async () => {
  const create = (key: string) =>
    customers.query<{ createCustomer: { __typename: string; customer?: { id: string } } }>(
      `mutation ($key: String!) { createCustomer(idempotencyKey: $key, input: { email: "once@example.com", sendInvitation: false }) {
        __typename ... on CustomerPayload { customer { id } } } }`,
      { authorization: staff, variables: { key } },
    );
  const before = await written();
  const answers = [await create('a'), await create('a'), await create('b')];
  expect(answers.map(({ data }) => data.createCustomer.__typename)).toEqual([
    'CustomerPayload',
    'CustomerPayload',
    'EmailTakenError',
  ]);
  const id = answers[0]?.data.createCustomer.customer?.id ?? '';
  await vi.waitFor(async () => expect(await told(id)).toHaveLength(1), within);
  expect(await written()).toBe(before + 1);
});

it('tells in the sequence of changes and goes on behind a cursor', async () => {
  const shop = createStorefront(customers);
  const { customer } = await shop.newCustomer('paged@example.com');
  for (const active of [false, true, false]) await setActive(customer.id, active);
  await vi.waitFor(async () => expect(await told(customer.id)).toHaveLength(4), within);
  const all = (await feed.signed()).events;
  const pages: typeof all = [];
  for (let after = '0-0'; ;) {
    const { events, more } = await feed.signed(after, 2);
    pages.push(...events);
    after = events.at(-1)?.cursor ?? after;
    if (!more) break;
  }
  expect(pages).toEqual(all);
});

it('withholds what comes after a transaction that is still running, and tells it then', async () => {
  const shop = createStorefront(customers);
  const { customer } = await shop.newCustomer('slow@example.com');
  await vi.waitFor(async () => expect(await told(customer.id)).toHaveLength(1), within);
  const slow = new pg.Client({ connectionString: customers.databaseUrl });
  await slow.connect();
  await slow.query('BEGIN; SELECT pg_current_xact_id()');
  await setActive(customer.id, false);
  expect(await told(customer.id)).toHaveLength(1);
  await slow.query('COMMIT');
  await slow.end();
  await vi.waitFor(async () => expect(await told(customer.id)).toHaveLength(2), within);
});

it('is closed to calls that no process has signed', async () => {
  const { statusCode, text } = await feed.unsigned('/events');
  expect({ statusCode, text }).toEqual({ statusCode: 403, text: '' });
  expect((await feed.unsigned('/events', { authorization: staff })).statusCode).toBe(403);
});

it('holds no personal data', async () => {
  const email = 'canary-of-the-feed@example.com';
  await createStorefront(customers).newCustomer(email, { firstName: 'Canary' });
  const rows = await customers.sql('SELECT e::text AS text FROM outbox_events e');
  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.stringify(rows).toLowerCase()).not.toContain('canary');
});

it('keeps the youngest event of each customer when old ones are removed', async () => {
  const shop = createStorefront(customers);
  const { customer } = await shop.newCustomer('compact@example.com');
  await setActive(customer.id, false);
  await vi.waitFor(async () => expect(await told(customer.id)).toHaveLength(2), within);
  await customers.sql("UPDATE outbox_events SET occurred_at = now() - INTERVAL '31 days'");
  const subjects = new Set((await feed.signed()).events.map(({ subject }) => subject));
  const connection = new pg.Pool({ connectionString: customers.databaseUrl, max: 1 });
  const removed = await compactEvents(
    async <Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]) =>
      (await connection.query<Row>({ name, text, values })).rows,
    30,
  );
  await connection.end();
  expect(removed).toBeGreaterThan(0);
  expect((await told(customer.id)).map(({ status }) => status)).toEqual(['DEACTIVATED']);
  expect(new Set((await feed.signed()).events.map(({ subject }) => subject))).toEqual(subjects);
});
