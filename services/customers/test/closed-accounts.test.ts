import { randomUUID } from 'node:crypto';
import { mutationsForCustomers } from '@customer-graph/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startCustomers, type CustomersUnderTest } from './start.ts';
import { createStorefront, password, type Storefront } from './storefront.ts';

let customers: CustomersUnderTest;
let shop: Storefront;
let staff: string;
/** Its hash is lent to the customers under test, so that none needs to be made for each. */
const model = 'model@example.com';
beforeAll(async () => {
  customers = await startCustomers({ environment: { REQUESTS_PER_ADDRESS: '100000' } });
  shop = createStorefront(customers);
  const permissions = ['customers:read', 'customers:write'];
  staff = await customers.authorize({ kind: 'staff', permissions });
  await shop.register(model);
});
afterAll(() => customers.stop());

const quote = JSON.stringify;
const soon = { timeout: 20_000, interval: 20 };
const another = 'another long password, unlike it';
const address = 'input: { line1: "Street 1", city: "Town", countryCode: "DE" }';

interface Account {
  readonly id: string;
  readonly email: string;
  readonly authorization: string;
}

async function send(call: string, authorization?: string) {
  const { data, errors } = await customers.query<{ outcome: { __typename: string } | null }>(
    `mutation { outcome: ${call} { __typename } }`,
    { storeId: 'demo', authorization },
  );
  return errors?.[0]?.extensions?.code ?? data.outcome?.__typename;
}

async function openAccount(): Promise<Account> {
  const email = `${randomUUID()}@example.com`;
  const { customer } = await shop.mutate(
    `createCustomer(input: { email: "${email}", sendInvitation: false }, idempotencyKey: "${email}")`,
    '... on CustomerPayload { customer { id } }',
    staff,
  );
  const { id } = customer as { id: string };
  await customers.sql(
    `UPDATE customers SET email_verified_at = now(),
       password_hash = (SELECT password_hash FROM customers WHERE email = $2) WHERE id = $1`,
    [id, model],
  );
  return { id, email, authorization: await customers.authorize({ kind: 'customer', id }) };
}

/** A token from a mail, made one for the purpose. */
const mailed = (purpose: string) => async (account: Account) => {
  await send(`requestPasswordReset(email: "${account.email}")`);
  const { token } = await customers.mailbox.newest(account.email, 'reset-password');
  await customers.sql(
    `UPDATE mail_tokens SET purpose = $2::"MailTokenPurpose" WHERE customer_id = $1`,
    [account.id, purpose],
  );
  return String(token);
};
const idOf = async (call: string, selection: string, { authorization }: Account) => {
  const outcome = await shop.mutate(call, selection, authorization);
  return (outcome.address as { id: string } | undefined)?.id ?? String(outcome.id);
};
const addressOf = (account: Account) =>
  idOf(`createAddress(${address})`, '... on AddressPayload { address { id } }', account);
const erasureOf = (account: Account) =>
  idOf(`requestMyErasure(password: "${password}")`, '... on PrivacyRequest { id }', account);
const sessionOf = async ({ id, email }: Account) => {
  await shop.signIn(email);
  const [session] = await customers.sql('SELECT id FROM sessions WHERE customer_id = $1', [id]);
  return String(session?.id);
};
const refreshTokenOf = async ({ email }: Account) => (await shop.signIn(email)).refreshToken;

interface Write {
  /** What the call names; made while the account is open. */
  readonly given?: (account: Account) => Promise<string>;
  readonly call: (given: string, account: Account) => string;
  readonly done: string;
  /** The response once the account is closed. */
  readonly refused: string;
  /** It is open to who has no token, and where nothing may be revealed it is refused in silence. */
  readonly anonymous?: true;
  /** It locks the session instead of the customer: closing the account ends that. */
  readonly ofSession?: true;
}
const own = (done: string, call: Write['call'], given?: Write['given']): Write => ({
  ...(given && { given }),
  call,
  done,
  refused: 'UNAUTHENTICATED',
});
const proof = (purpose: string, call: Write['call']): Write => ({
  given: mailed(purpose),
  call,
  done: 'CustomerPayload',
  refused: 'InvalidTokenError',
  anonymous: true,
});
const silent = (call: Write['call']): Write => ({
  call,
  done: 'RequestAccepted',
  refused: 'RequestAccepted',
  anonymous: true,
});

/** Every write that a customer may cause. */
const writes: Record<string, Write> = {
  registerCustomer: silent(
    (_none, { email }) => `registerCustomer(input: { email: "${email}", password: "${another}" })`,
  ),
  resendEmailVerification: silent(
    (_none, { email }) => `resendEmailVerification(email: "${email}")`,
  ),
  requestPasswordReset: silent((_none, { email }) => `requestPasswordReset(email: "${email}")`),
  verifyEmail: proof('VERIFY_EMAIL', (token) => `verifyEmail(token: "${token}")`),
  confirmEmailChange: proof('CHANGE_EMAIL', (token) => `confirmEmailChange(token: "${token}")`),
  resetPassword: proof(
    'RESET_PASSWORD',
    (token) => `resetPassword(token: "${token}", newPassword: "${another}")`,
  ),
  login: {
    call: (_none, { email }) => `login(email: "${email}", password: "${password}")`,
    done: 'AuthSession',
    refused: 'InvalidCredentialsError',
    anonymous: true,
  },
  refreshSession: {
    given: refreshTokenOf,
    call: (token) => `refreshSession(refreshToken: ${quote(token)})`,
    done: 'AuthSession',
    refused: 'InvalidTokenError',
    anonymous: true,
    ofSession: true,
  },
  logout: {
    ...silent((token) => `logout(refreshToken: ${quote(token)})`),
    given: refreshTokenOf,
    ofSession: true,
  },
  logoutEverywhere: own('RequestAccepted', () => 'logoutEverywhere', sessionOf),
  endSession: own('CustomerPayload', (id) => `endSession(id: "${id}")`, sessionOf),
  changePassword: own(
    'RequestAccepted',
    () => `changePassword(currentPassword: "${password}", newPassword: "${another}")`,
  ),
  requestEmailChange: own(
    'RequestAccepted',
    () => `requestEmailChange(newEmail: "${randomUUID()}@example.com", password: "${password}")`,
  ),
  updateMyProfile: own('CustomerPayload', () => 'updateMyProfile(input: { firstName: "New" })'),
  updateMyPreferences: own(
    'CustomerPayload',
    () => 'updateMyPreferences(input: { marketingConsent: true })',
  ),
  createAddress: own(
    'AddressPayload',
    () => `createAddress(${address}, idempotencyKey: "${randomUUID()}")`,
  ),
  updateAddress: own(
    'AddressPayload',
    (id) => `updateAddress(id: "${id}", ${address.replace('Town', 'City')})`,
    addressOf,
  ),
  deleteAddress: own('DeletedAddress', (id) => `deleteAddress(id: "${id}")`, addressOf),
  setDefaultAddress: own(
    'AddressPayload',
    (id) => `setDefaultAddress(id: "${id}", use: BILLING)`,
    async (account) => {
      await addressOf(account);
      return addressOf(account);
    },
  ),
  requestMyDataExport: own('PrivacyRequest', () => 'requestMyDataExport'),
  requestMyErasure: own('PrivacyRequest', () => `requestMyErasure(password: "${password}")`),
  cancelErasure: own('PrivacyRequest', (id) => `cancelErasure(id: "${id}")`, erasureOf),
};
/** Answered before their mail is written, which a closed account does not get. */
const accepted = ['requestEmailChange'];
const names = Object.keys(writes);
const lock = Object.entries(writes).filter(([, { ofSession }]) => !ofSession);

const perform = (write: Write, given: string, account: Account) =>
  send(write.call(given, account), write.anonymous ? undefined : account.authorization);

/** All that is stored of a customer, apart from its status. */
async function stored({ id }: Account): Promise<unknown> {
  const tables = await customers.sql(
    `SELECT table_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name = 'customer_id' ORDER BY 1`,
  );
  const parts = tables.map(
    ({ name }) =>
      `'${String(name)}', (SELECT jsonb_agg(t ORDER BY t::text) FROM ${String(name)} t WHERE customer_id::text = $1)`,
  );
  return customers.sql(
    `SELECT jsonb_build_object(${parts.join(', ')}) AS rows,
       (SELECT to_jsonb(c) - 'status' FROM customers c WHERE id::text = $1) AS customer,
       (SELECT count(*) FROM idempotency_keys WHERE actor = 'customer:' || $1) AS keys,
       (SELECT jsonb_agg(t ORDER BY t::text) FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id
        WHERE s.customer_id::text = $1) AS tokens`,
    [id],
  );
}

/** Waits until mails that were requested before are out, or dropped. */
async function mailsAreOut(): Promise<void> {
  const email = `${randomUUID()}@example.com`;
  await shop.register(email);
  await customers.mailbox.newest(email, 'verify-email');
}

const closings = {
  DEACTIVATED: ({ id }: Account) => send(`setCustomerActive(id: "${id}", active: false)`, staff),
  MERGED: async ({ id }: Account) => {
    await customers.sql(
      `UPDATE privacy_requests SET status = 'CANCELLED', ended_at = now() WHERE customer_id = $1`,
      [id],
    );
    const target = await openAccount();
    return send(
      `mergeCustomers(sourceId: "${id}", targetId: "${target.id}", idempotencyKey: "${id}")`,
      staff,
    );
  },
  ERASED: async ({ id }: Account) => {
    await send(`requestCustomerErasure(id: "${id}", reason: "a wish")`, staff);
    return customers.sql(
      `UPDATE privacy_requests SET due_at = now() - INTERVAL '1 second' WHERE customer_id = $1 AND kind = 'ERASURE'`,
      [id],
    );
  },
};
const statusOf = async ({ id }: Account) =>
  (await customers.sql('SELECT status FROM customers WHERE id = $1', [id]))[0]?.status;

it('has a case for every mutation that a customer may cause', () => {
  const all = mutationsForCustomers(new URL('../schema.graphql', import.meta.url));
  expect([...names].sort()).toEqual(all);
});

it.each(Object.keys(closings) as (keyof typeof closings)[])(
  'writes nothing for an account that is %s, whatever its tokens are used for',
  async (status) => {
    const account = await openAccount();
    const given = new Map<string, string>();
    for (const [name, write] of Object.entries(writes))
      given.set(name, (await write.given?.(account)) ?? '');
    await mailsAreOut();
    await closings[status](account);
    await vi.waitFor(async () => expect(await statusOf(account)).toBe(status), soon);
    const before = await stored(account);
    const outcomes: Record<string, unknown> = {};
    for (const [name, write] of Object.entries(writes))
      outcomes[name] = await perform(write, given.get(name) ?? '', account);
    expect(outcomes).toEqual(
      Object.fromEntries(Object.entries(writes).map(([name, { refused }]) => [name, refused])),
    );
    await mailsAreOut();
    expect(await stored(account)).toEqual(before);
  },
  60_000,
);

/** Holds the customer's row until the work is done, and commits what it did. */
async function holding<Result>(
  { id }: Account,
  work: (held: pg.Client) => Promise<Result>,
): Promise<Result> {
  const held = new pg.Client({ connectionString: customers.databaseUrl });
  await held.connect();
  try {
    await held.query('BEGIN');
    await held.query('SELECT 1 FROM customers WHERE id = $1 FOR NO KEY UPDATE', [id]);
    const result = await work(held);
    await held.query('COMMIT');
    return result;
  } finally {
    await held.end();
  }
}
const someoneWaits = () =>
  vi.waitFor(async () => {
    const waiting = await customers.sql(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    expect(waiting.length).toBeGreaterThan(0);
  }, soon);

describe.each(lock)('%s while the account is being closed', (name, write) => {
  it('is refused and writes nothing when it comes second', async () => {
    const account = await openAccount();
    const given = (await write.given?.(account)) ?? '';
    const before = await stored(account);
    const outcome = await holding(account, async (held) => {
      const running = perform(write, given, account);
      if (name !== 'resendEmailVerification') await someoneWaits();
      await held.query(`UPDATE customers SET status = 'DEACTIVATED' WHERE id = $1`, [account.id]);
      return { running };
    });
    const refused = accepted.includes(name) ? write.done : write.refused;
    expect(await outcome.running).toBe(refused);
    if (refused === 'RequestAccepted') await mailsAreOut();
    expect(await stored(account)).toEqual(before);
  });

  it('is done when it comes first, and ends with the account', async () => {
    const account = await openAccount();
    const given = (await write.given?.(account)) ?? '';
    const outcome = await holding(account, async () => {
      const running = perform(write, given, account);
      if (name !== 'resendEmailVerification') await someoneWaits();
      return { running, closing: closings.DEACTIVATED(account) };
    });
    expect(await outcome.running).toBe(write.done);
    expect(await outcome.closing).toBe('CustomerPayload');
    await mailsAreOut();
    expect(await statusOf(account)).toBe('DEACTIVATED');
    const left = await customers.sql(
      `SELECT id::text FROM sessions WHERE customer_id = $1 AND ended_at IS NULL
       UNION SELECT purpose::text FROM mail_tokens WHERE customer_id = $1`,
      [account.id],
    );
    expect(left).toEqual([]);
  });
});

it('gives no address to the token of a closed account that repeats a call from before', async () => {
  const account = await openAccount();
  const call = `createAddress(${address}, idempotencyKey: "${randomUUID()}")`;
  expect(await send(call, account.authorization)).toBe('AddressPayload');
  expect(await send(call, account.authorization)).toBe('AddressPayload');
  await closings.DEACTIVATED(account);
  expect(await send(call, account.authorization)).toBe('UNAUTHENTICATED');
});

it('leaves the account open to its customer while its erasure waits', async () => {
  const account = await openAccount();
  await erasureOf(account);
  expect(await send('updateMyProfile(input: { firstName: "Still" })', account.authorization)).toBe(
    'CustomerPayload',
  );
});
