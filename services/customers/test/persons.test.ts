import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createSubgraphClient } from '@customer-graph/testing';
import { createFeedReader } from './feed.ts';
import { createPrivacyDesk, dump } from './privacy.ts';
import { startCustomers, type CustomersUnderTest } from './start.ts';
import { createStorefront, password, type Storefront } from './storefront.ts';

/** Two stores: one with a waiting time, one that carries erasures out at once. */
let customers: CustomersUnderTest;
let desk: ReturnType<typeof createPrivacyDesk>;
const shops: Record<string, Storefront> = {};
const staff: Record<string, string> = {};
const modules = { wishlists: 'on', reviews: 'on' };

beforeAll(async () => {
  customers = await startCustomers({
    stores: [{ id: 'demo' }, { id: 'acme', erasureWaitDays: 0 }],
    environment: { PRIVACY_MODULES: JSON.stringify(modules) },
  });
  desk = createPrivacyDesk(customers);
  for (const storeId of ['demo', 'acme']) {
    shops[storeId] = createStorefront(customers, storeId);
    const permissions = ['customers:read', 'customers:write'];
    staff[storeId] = await customers.authorize({ kind: 'staff', permissions, storeId });
  }
});
afterAll(() => customers.stop());

type StoreId = 'demo' | 'acme';
const soon = { timeout: 20_000, interval: 50 };
const address = (word = 'person') => `${word}-${randomUUID()}@example.com`;
const shop = (storeId: StoreId = 'demo') => shops[storeId] as Storefront;
const by = (storeId: StoreId = 'demo') => String(staff[storeId]);
const byEmail = (email: string, reason = 'asked by phone') =>
  `requestErasureByEmail(email: ${JSON.stringify(email)}, reason: ${JSON.stringify(reason)})`;

/** An erasure of each kind of person, in the store's first state. */
const persons = {
  'a customer': async (storeId: StoreId) => {
    const email = address();
    const { customer } = await shop(storeId).newCustomer(email);
    const call = `requestCustomerErasure(id: "${customer.id}", reason: "asked by phone")`;
    return { email, ...(await desk.ask(call, by(storeId))) };
  },
  'a person without an account': async (storeId: StoreId) => {
    const email = address();
    return { email, ...(await desk.ask(byEmail(email), by(storeId))) };
  },
};
type Who = keyof typeof persons;
const everybody = Object.keys(persons) as Who[];

const requestOf = async (id: string, storeId: StoreId = 'demo', authorization = by(storeId)) => {
  const { data } = await customers.query<{ privacyRequest: Record<string, unknown> | null }>(
    `query ($id: ID!) { privacyRequest(id: $id) { status contactEmails email requestedBy reason customer { id }
       receipts { module status detail heldSince } } }`,
    { authorization, variables: { id } },
  );
  return data.privacyRequest;
};
/** What a module reads, on its own account. */
const contactEmails = async (id: string, storeId: StoreId) => {
  const ask = createSubgraphClient(customers.url, 'customers', 'wishlists');
  const { data } = await ask<{ privacyRequest: { contactEmails: string[] | null } }>(
    'query ($id: ID!) { privacyRequest(id: $id) { contactEmails } }',
    { storeId, variables: { id } },
  );
  return data.privacyRequest.contactEmails;
};

/** What brings an erasure into each state; the store decides how it begins. */
const states = {
  SCHEDULED: { storeId: 'demo', enter: async () => undefined },
  CANCELLED: { storeId: 'demo', enter: (id: string) => desk.ask(cancel(id), by()) },
  RUNNING: { storeId: 'acme', enter: async () => undefined },
  HELD: { storeId: 'acme', enter: (id: string) => hold(id, 'acme') },
  ANSWERED: { storeId: 'acme', enter: (id: string) => acknowledge(id, 'acme') },
  DONE: {
    storeId: 'acme',
    enter: async (id: string) => {
      await acknowledge(id, 'acme');
      await desk.acknowledge('reviews', { id }, 'acme');
    },
  },
} as const;
type State = keyof typeof states;
const cancel = (id: string) => `cancelErasure(id: "${id}")`;
const hold = (id: string, storeId: StoreId, reason = 'a parcel is on its way') =>
  desk.hold('wishlists', { id, reason }, storeId);
const acknowledge = (id: string, storeId: StoreId) =>
  desk.acknowledge('wishlists', { id, detail: 'removed' }, storeId);

/** How the request and the part of `wishlists` stand after an action in a state. */
const outcomes: Record<State, Record<'hold' | 'acknowledge' | 'cancel', readonly string[]>> = {
  SCHEDULED: {
    hold: ['SCHEDULED', 'WAITING'],
    acknowledge: ['SCHEDULED', 'WAITING'],
    cancel: ['CANCELLED', 'WAITING'],
  },
  CANCELLED: {
    hold: ['CANCELLED', 'WAITING'],
    acknowledge: ['CANCELLED', 'WAITING'],
    cancel: ['CANCELLED', 'WAITING'],
  },
  RUNNING: {
    hold: ['RUNNING', 'HELD'],
    acknowledge: ['RUNNING', 'DONE'],
    cancel: ['RUNNING', 'WAITING'],
  },
  HELD: {
    hold: ['RUNNING', 'HELD'],
    acknowledge: ['RUNNING', 'DONE'],
    cancel: ['RUNNING', 'HELD'],
  },
  ANSWERED: {
    hold: ['RUNNING', 'DONE'],
    acknowledge: ['RUNNING', 'DONE'],
    cancel: ['RUNNING', 'DONE'],
  },
  DONE: { hold: ['DONE', 'DONE'], acknowledge: ['DONE', 'DONE'], cancel: ['DONE', 'DONE'] },
};
const cases = everybody.flatMap((who) =>
  (Object.keys(states) as State[]).flatMap((state) =>
    (['hold', 'acknowledge', 'cancel'] as const).map((action) => ({ who, state, action })),
  ),
);

describe('an erasure', () => {
  it.each(cases)('of $who that is $state, on $action, stands as the table says', async (input) => {
    const { who, state, action } = input;
    const { storeId, enter } = states[state];
    const { id } = await persons[who](storeId);
    await enter(id);
    const act = {
      hold: () => hold(id, storeId, 'another reason'),
      acknowledge: () => acknowledge(id, storeId),
      cancel: () => desk.mutate(cancel(id), by(storeId)),
    };
    await act[action]();
    const found = await requestOf(id, storeId);
    const parts = found?.receipts as { module: string; status: string; detail: string | null }[];
    const own = parts.find(({ module }) => module === 'wishlists');
    expect([found?.status, own?.status]).toEqual(outcomes[state][action]);
    if (own?.status === 'HELD')
      expect(own.detail).toBe(action === 'hold' ? 'another reason' : 'a parcel is on its way');
    if (own?.status === 'DONE') expect(own).toMatchObject({ detail: 'removed', heldSince: null });
  });

  it.each(everybody)('of %s is known by addresses while it runs, to services only', async (who) => {
    const { id, email } = await persons[who]('acme');
    const service = await customers.authorize({
      kind: 'service',
      permissions: ['customers:read'],
      storeId: 'acme',
    });
    const writer = await customers.authorize({
      kind: 'service',
      permissions: ['customers:write'],
      storeId: 'acme',
    });
    const text = `mutation { outcome: cancelErasure(id: "${id}") { ... on PrivacyRequest { contactEmails } } }`;
    expect(JSON.stringify(await customers.query(text, { authorization: writer }))).not.toContain(
      email,
    );
    expect(await contactEmails(id, 'acme')).toEqual([email]);
    expect(await requestOf(id, 'acme', service)).toMatchObject({ contactEmails: [email] });
    expect(await requestOf(id, 'acme')).toMatchObject({ contactEmails: null });
    expect(await requestOf(id, 'demo')).toBeNull();
    await states.DONE.enter(id);
    expect(await contactEmails(id, 'acme')).toBeNull();
    await vi.waitFor(async () => {
      expect(await dump(customers.databaseUrl)).not.toContain(email);
    }, soon);
  });
});

it('keeps an address from others until it is carried out, and an unverified one for good', async () => {
  const waiting = await desk.ask(byEmail(address()), by());
  expect(await contactEmails(waiting.id, 'demo')).toBeNull();
  const email = address('unverified');
  await shop('acme').register(email);
  await customers.mailbox.newest(email, 'verify-email');
  const [row] = await customers.sql('SELECT id FROM customers WHERE email_normal = $1', [email]);
  const erasure = `requestCustomerErasure(id: "${String(row?.id)}", reason: "asked")`;
  const { id } = await desk.ask(erasure, by('acme'));
  expect(await contactEmails(id, 'acme')).toEqual([]);
});

it('gives modules the verified address with an export too, until it has ended', async () => {
  const email = address();
  const { authorization } = await shop().newCustomer(email);
  const { id } = await desk.ask('requestMyDataExport', authorization);
  expect(await contactEmails(id, 'demo')).toEqual([email]);
  expect((await desk.hold('wishlists', { id, reason: 'later' })).data.outcome).toMatchObject({
    __typename: 'InvalidInputError',
    fieldErrors: [{ path: ['id'], code: 'NOT_ALLOWED' }],
  });
  for (const module of Object.keys(modules)) await desk.acknowledge(module, { id });
  expect(await contactEmails(id, 'demo')).toBeNull();
});

it('erases a person without an account by an address, however it is typed', async () => {
  const email = address('gast');
  const typed = `  ${email.toUpperCase().replace('GAST', 'ＧＡＳＴ')} `;
  const request = await desk.ask(byEmail(typed, 'canary-of-a-reason'), by());
  expect(request).toMatchObject({ kind: 'ERASURE', status: 'SCHEDULED', customer: null });
  const found = await requestOf(request.id);
  expect(found).toMatchObject({ email, reason: 'canary-of-a-reason', contactEmails: null });
  expect(String(found?.requestedBy)).toMatch(/^staff:/);
  expect((await desk.ask(byEmail(email), by())).id).toBe(request.id);
  await customers.sql('UPDATE privacy_requests SET due_at = now() WHERE id = $1', [request.id]);
  await vi.waitFor(async () => {
    expect(await requestOf(request.id)).toMatchObject({ status: 'RUNNING', reason: null });
    const { contacts } = await createFeedReader(customers.url).signed();
    expect(contacts.filter(({ subject }) => subject === request.id)).toMatchObject([
      { storeId: 'demo', payload: { requestId: request.id } },
    ]);
  }, soon);
  expect((await desk.ask(byEmail(email), by())).id).toBe(request.id);
  for (const module of Object.keys(modules)) await desk.acknowledge(module, { id: request.id });
  expect(await requestOf(request.id)).toMatchObject({ status: 'DONE', email: null });
  expect((await desk.ask(byEmail(email), by())).id).not.toBe(request.id);
});

it('makes one request of many at once for an address', async () => {
  const email = address();
  const made = await Promise.all(Array.from({ length: 6 }, () => desk.ask(byEmail(email), by())));
  expect(new Set(made.map(({ id }) => id)).size).toBe(1);
});

it('refuses an address that a customer has verified, and passes by an account that has not', async () => {
  const email = address();
  await shop().register(email);
  const { token } = await customers.mailbox.newest(email, 'verify-email');
  const request = await desk.ask(byEmail(email), by());
  expect(request).toMatchObject({ customer: null });
  await desk.ask(cancel(request.id), by());
  await shop().verify(token);
  const { customer } = await shop().signIn(email);
  const refusal = { fieldErrors: [{ path: ['email'], code: 'NOT_ALLOWED' }] };
  expect(await desk.mutate(byEmail(email), by())).toMatchObject(refusal);
  await shop().mutate(`setCustomerActive(id: "${customer.id}", active: false)`, '', by());
  expect(await desk.mutate(byEmail(email), by())).toMatchObject(refusal);
  expect(await desk.mutate(byEmail(email), by('acme'))).toMatchObject({ status: 'RUNNING' });
  expect(await desk.mutate(byEmail('nobody', ' '), by())).toMatchObject({
    fieldErrors: [
      { path: ['email'], code: 'INVALID_EMAIL' },
      { path: ['reason'], code: 'REQUIRED' },
    ],
  });
});

it('lets a module hold back only its own part, with a reason, of a request in its store', async () => {
  const { id } = await persons['a person without an account']('acme');
  const stranger = await desk.hold('reviews', { id, reason: 'x', module: 'wishlists' }, 'acme');
  expect(stranger.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  const outcomes = [
    await desk.hold('wishlists', { id, reason: 'x' }, 'demo'),
    await desk.hold('wishlists', { id: 'nonsense', reason: 'x' }, 'acme'),
    await desk.hold('wishlists', { id, reason: ' ' }, 'acme'),
  ];
  expect(outcomes.map(({ data }) => data.outcome.__typename)).toEqual([
    'NotFoundError',
    'NotFoundError',
    'InvalidInputError',
  ]);
});

it.each(everybody)(
  'waits for a module that came to hold data of %s after the request, and for none that is off',
  async (who) => {
    const { id } = await persons[who]('acme');
    await hold(id, 'acme');
    await customers.sql(
      'DELETE FROM privacy_request_receipts WHERE request_id = $1 AND module = $2',
      [id, 'reviews'],
    );
    expect(await requestOf(id, 'acme')).toMatchObject({
      receipts: [
        { module: 'reviews', status: 'WAITING' },
        { module: 'wishlists', status: 'HELD' },
      ],
    });
    expect((await acknowledge(id, 'acme')).data.outcome).toMatchObject({ status: 'RUNNING' });
    const later = await persons[who]('acme');
    await hold(later.id, 'acme');
    await desk.acknowledge('reviews', { id: later.id }, 'acme');
    const without = await startCustomers({
      databaseUrl: customers.databaseUrl,
      stores: [{ id: 'demo' }, { id: 'acme', erasureWaitDays: 0 }],
      environment: { PRIVACY_MODULES: JSON.stringify({ wishlists: 'off', reviews: 'on' }) },
    });
    await vi.waitFor(async () => {
      expect(await requestOf(later.id, 'acme')).toMatchObject({ status: 'DONE' });
    }, soon);
    await without.stop();
    expect(await requestOf(later.id, 'acme')).toMatchObject({
      receipts: [
        { module: 'reviews', status: 'DONE' },
        { module: 'wishlists', status: 'OFF', heldSince: null },
      ],
    });
    expect(await requestOf(id, 'acme')).toMatchObject({ status: 'RUNNING' });
  },
);

const kindsTo = async (email: string) =>
  (await customers.mailbox.all(email))
    .map(({ kind }) => kind)
    .filter((kind) => /erasure|export/.test(kind));

it.each(everybody)('mails %s when an erasure is requested, cancelled and done', async (who) => {
  const waiting = await persons[who]('demo');
  const { text, subject } = await customers.mailbox.newest(waiting.email, 'erasure-requested');
  const [day] = new Date(String(waiting.dueAt))
    .toLocaleDateString('en-GB', { dateStyle: 'long' })
    .split(' ');
  expect(`${subject} ${text}`).toMatch(new RegExp(`will be carried out on ${day} .*UTC`));
  expect(text).toContain('cancel');
  await desk.ask(cancel(waiting.id), by());
  await desk.ask(cancel(waiting.id), by());
  await customers.mailbox.newest(waiting.email, 'erasure-cancelled');
  expect(await kindsTo(waiting.email)).toEqual(['erasure-requested', 'erasure-cancelled']);

  const atOnce = await persons[who]('acme');
  await acknowledge(atOnce.id, 'acme');
  expect(await kindsTo(atOnce.email)).toEqual([]);
  await desk.acknowledge('reviews', { id: atOnce.id }, 'acme');
  await customers.mailbox.newest(atOnce.email, 'erasure-done');
  await vi.waitFor(async () => {
    const jobs = await customers.sql(
      'SELECT payload::text AS text FROM graphile_worker._private_jobs',
    );
    expect(JSON.stringify(jobs)).not.toContain(atOnce.email);
    expect(await dump(customers.databaseUrl)).not.toContain(atOnce.email);
  }, soon);
  expect(await kindsTo(atOnce.email)).toEqual(['erasure-done']);
});

it('mails a customer once when an export is ready, at the address of that moment', async () => {
  const email = address();
  const { authorization } = await shop().newCustomer(email, { preferredLanguage: 'de' });
  const { id } = await desk.ask('requestMyDataExport', authorization);
  await desk.acknowledge('wishlists', { id });
  expect(await kindsTo(email)).toEqual([]);
  await desk.acknowledge('reviews', { id });
  const { language } = await customers.mailbox.newest(email, 'export-ready');
  expect(language).toBe('de');
  await desk.acknowledge('reviews', { id });
  expect(await kindsTo(email)).toEqual(['export-ready']);
});

const list = async (args: string, authorization = by()) => {
  const { data, errors } = await customers.query<{
    privacyRequests: {
      edges: { cursor: string; node: { id: string } }[];
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
      totalCount: number;
    };
  }>(
    `{ privacyRequests(${args}) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node { id } } } }`,
    { authorization },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  const { edges, ...rest } = data.privacyRequests;
  return { ids: edges.map(({ node }) => node.id), ...rest };
};

it('finds requests again: staff by state, time and address, a customer its own', async () => {
  const email = address();
  const { authorization, customer } = await shop().newCustomer(email);
  const exported = await desk.ask('requestMyDataExport', authorization);
  const erasure = await desk.ask(`requestMyErasure(password: "${password}")`, authorization);
  const guest = await persons['a person without an account']('demo');
  const own = await customers.query<{ me: { privacyRequests: unknown[] } }>(
    '{ me { privacyRequests { id kind status requestedBy reason email requestedAt endedAt } } }',
    { authorization },
  );
  expect(own.data.me.privacyRequests).toMatchObject([
    { id: erasure.id, status: 'SCHEDULED', requestedBy: null, endedAt: null },
    { id: exported.id, status: 'RUNNING' },
  ]);
  const seen = await customers.query<{ customer: { privacyRequests: unknown[] | null } }>(
    'query ($id: ID!) { customer(id: $id) { privacyRequests { id } } }',
    { authorization: by(), variables: { id: customer.id } },
  );
  expect(seen.data.customer.privacyRequests).toEqual([{ id: erasure.id }, { id: exported.id }]);

  const of = (conditions: string) => list(`filter: { email: "${email}", ${conditions} }`);
  const inThreeWeeks = new Date(Date.now() + 21 * 86_400_000).toISOString();
  expect((await of('')).ids).toEqual([erasure.id, exported.id]);
  expect((await of('status: [RUNNING]')).ids).toEqual([exported.id]);
  expect((await of('kind: ERASURE, status: [SCHEDULED, DONE]')).ids).toEqual([erasure.id]);
  expect((await of(`dueBefore: "${inThreeWeeks}"`)).ids).toEqual([erasure.id]);
  expect((await of(`dueBefore: "${new Date().toISOString()}"`)).ids).toEqual([]);
  expect((await of('held: true')).ids).toEqual([]);
  expect((await list(`filter: { email: "${guest.email.toUpperCase()}" }`)).ids).toEqual([guest.id]);
  const running = await persons['a customer']('acme');
  const search = `filter: { email: "${running.email}", held: `;
  expect((await list(`${search} false }`, by('acme'))).ids).toEqual([running.id]);
  await hold(running.id, 'acme');
  expect((await list(`${search} true }`, by('acme'))).ids).toEqual([running.id]);
  expect((await list(`${search} true }`)).ids).toEqual([]);
});

it.each(['REQUESTED_AT', 'DUE_AT'])(
  'pages through all requests by %s, either way',
  async (field) => {
    for (let index = 0; index < 3; index += 1) await persons['a person without an account']('demo');
    const walks = await Promise.all(
      ['ASC', 'DESC'].map(async (direction) => {
        const sort = `filter: { status: [SCHEDULED] }, sortBy: { field: ${field}, direction: ${direction} }`;
        const ids: string[] = [];
        for (let after = ''; ;) {
          const page = await list(`first: 2, ${sort} ${after}`);
          ids.push(...page.ids);
          if (!page.pageInfo.hasNextPage) return { ids, total: page.totalCount };
          after = `after: "${String(page.pageInfo.endCursor)}"`;
        }
      }),
    );
    const [up, down] = walks;
    expect(up?.ids).toEqual(down?.ids.toReversed());
    expect(up?.total).toBe(up?.ids.length);
    expect(new Set(up?.ids).size).toBe(up?.ids.length);
    await expect(list(`after: "${Buffer.from('["x"]').toString('base64url')}"`)).rejects.toThrow(
      'BAD_USER_INPUT',
    );
  },
);
