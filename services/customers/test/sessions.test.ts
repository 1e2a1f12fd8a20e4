import { decodeJwt } from 'jose';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openDatabase } from '../src/db/database.ts';
import { tidy } from '../src/db/housekeeping.ts';
import { startCustomers, type CustomersUnderTest } from './start.ts';
import { createStorefront, password, type Storefront } from './storefront.ts';

let customers: CustomersUnderTest;
let shop: Storefront;
beforeAll(async () => {
  customers = await startCustomers();
  shop = createStorefront(customers);
});
afterAll(() => customers.stop());

const sessionsOf = async (authorization: string) => {
  const { data } = await customers.query<{
    me: { sessions: { id: string; current: boolean; userAgent: string | null }[] };
  }>('{ me { sessions { id current userAgent createdAt lastUsedAt expiresAt } } }', {
    authorization,
  });
  return data.me.sessions;
};
/** Lets time pass for the tokens of a session. */
const ageTokens = (customerId: string, seconds: number) =>
  customers.sql(
    `UPDATE refresh_tokens SET spent_at = spent_at - $2 * INTERVAL '1 second'
     WHERE session_id IN (SELECT id FROM sessions WHERE customer_id = $1)`,
    [customerId, seconds],
  );
const typeOf = async (refreshToken: string) => (await shop.refresh(refreshToken)).__typename;

it('names the session in the access token and gives the customer its own tokens', async () => {
  const session = await shop.newCustomer('claims@example.com');
  const claims = decodeJwt(session.accessToken);
  const [only] = await sessionsOf(session.authorization);
  expect(claims).toMatchObject({
    iss: 'https://customers.test',
    aud: 'customer-graph',
    sub: session.customer.id,
    store_id: 'demo',
    kind: 'customer',
    sid: only?.id,
  });
  expect(Number(claims.exp) - Number(claims.iat)).toBe(300);
  const days = (Date.parse(session.refreshTokenExpiresAt) - Date.now()) / 86_400_000;
  expect(days).toBeCloseTo(30, 2);
  expect(
    await customers.sql('SELECT 1 FROM refresh_tokens WHERE token_hash::text LIKE $1', [
      `%${session.refreshToken}%`,
    ]),
  ).toEqual([]);
});

it('exchanges each refresh token for the next and keeps the absolute end', async () => {
  const first = await shop.newCustomer('chain@example.com');
  const second = await shop.refresh(first.refreshToken);
  expect(second).toMatchObject({
    __typename: 'AuthSession',
    refreshTokenExpiresAt: first.refreshTokenExpiresAt,
    customer: { email: 'chain@example.com' },
  });
  expect(second.refreshToken).not.toBe(first.refreshToken);
  expect(await typeOf(String(second.refreshToken))).toBe('AuthSession');
});

it('ends the session when a spent token comes back after its successor was used', async () => {
  const first = await shop.newCustomer('stolen@example.com');
  const second = await shop.refresh(first.refreshToken);
  const third = await shop.refresh(String(second.refreshToken));
  expect(await typeOf(first.refreshToken)).toBe('InvalidTokenError');
  expect(await typeOf(String(third.refreshToken))).toBe('InvalidTokenError');
  const history = await customers.sql(
    `SELECT detail FROM customer_history WHERE customer_id = $1 AND type = 'REFRESH_TOKEN_REUSED'`,
    [first.customer.id],
  );
  expect(history).toEqual([{ detail: decodeJwt(first.accessToken).sid }]);
});

it.each([0, 60, 20 * 86_400])(
  'gives a client that lost the response %s seconds ago the same successor again',
  async (seconds) => {
    const first = await shop.newCustomer(`tunnel-${seconds}@example.com`);
    const lost = await shop.refresh(first.refreshToken);
    await ageTokens(first.customer.id, seconds);
    for (let attempt = 0; attempt < 3; attempt += 1)
      expect(await shop.refresh(first.refreshToken)).toMatchObject({
        __typename: 'AuthSession',
        refreshToken: lost.refreshToken,
      });
    expect(await typeOf(String(lost.refreshToken))).toBe('AuthSession');
    expect(await typeOf(first.refreshToken)).toBe('InvalidTokenError');
    expect(await typeOf(String(lost.refreshToken))).toBe('InvalidTokenError');
  },
);

it('lets exactly one lineage come of 100 concurrent uses, and that one goes on', async () => {
  const { refreshToken } = await shop.newCustomer('race@example.com');
  const outcomes = await Promise.all(Array.from({ length: 100 }, () => shop.refresh(refreshToken)));
  const winners = outcomes.filter(({ __typename }) => __typename === 'AuthSession');
  expect(new Set(winners.map((winner) => winner.refreshToken)).size).toBe(1);
  const others = outcomes.filter((outcome) => !winners.includes(outcome));
  for (const { __typename } of others) expect(__typename).toBe('TokenJustUsedError');
  const next = String(winners[0]?.refreshToken);
  expect(await typeOf(next)).toBe('AuthSession');
  expect(await typeOf(refreshToken)).toBe('InvalidTokenError');
});

it('refuses to refresh after 30 days, however lively the session', async () => {
  const { refreshToken, customer } = await shop.newCustomer('old@example.com');
  await customers.sql(
    `UPDATE sessions SET created_at = created_at - INTERVAL '31 days', expires_at = expires_at - INTERVAL '31 days'
     WHERE customer_id = $1`,
    [customer.id],
  );
  expect(await typeOf(refreshToken)).toBe('InvalidTokenError');
});

it('shows customers their sessions and ends the one they choose', async () => {
  const email = 'devices@example.com';
  await shop.newCustomer(email);
  const phone = await shop.signIn(email, password, { 'x-client-user-agent': 'Phone/1.0' });
  const laptop = await shop.signIn(email, password, { 'x-client-user-agent': 'Laptop/2.0' });
  const listed = await sessionsOf(laptop.authorization);
  expect(listed.map(({ userAgent, current }) => [userAgent, current])).toEqual([
    ['Laptop/2.0', true],
    ['Phone/1.0', false],
    [null, false],
  ]);
  const other = listed.find(({ userAgent }) => userAgent === 'Phone/1.0');
  const end = `endSession(id: "${other?.id}")`;
  expect((await shop.mutate(end, '', laptop.authorization)).__typename).toBe('CustomerPayload');
  expect((await shop.mutate(end, '', laptop.authorization)).__typename).toBe('NotFoundError');
  expect(await typeOf(phone.refreshToken)).toBe('InvalidTokenError');
  expect(await typeOf(laptop.refreshToken)).toBe('AuthSession');
});

it('shows and ends nobody else’s sessions', async () => {
  const victim = await shop.newCustomer('victim@example.com');
  const [session] = await sessionsOf(victim.authorization);
  const intruder = await shop.newCustomer('intruder@example.com');
  const end = `endSession(id: "${session?.id}")`;
  expect((await shop.mutate(end, '', intruder.authorization)).__typename).toBe('NotFoundError');
  const staff = await customers.authorize({ kind: 'staff', permissions: ['customers:read'] });
  const { data } = await customers.query<{ customer: { sessions: unknown } }>(
    `{ customer(id: "${victim.customer.id}") { sessions { id } } }`,
    { authorization: staff },
  );
  expect(data.customer.sessions).toBeNull();
  expect(await typeOf(victim.refreshToken)).toBe('AuthSession');
});

it('logs out one session by any of its tokens and answers the same for unknown ones', async () => {
  const session = await shop.newCustomer('leaving@example.com');
  const next = await shop.refresh(session.refreshToken);
  const known = await shop.mutate(`logout(refreshToken: "${session.refreshToken}")`, 'message');
  const unknown = await shop.mutate('logout(refreshToken: "nothing")', 'message');
  expect(known).toEqual(unknown);
  expect(await typeOf(String(next.refreshToken))).toBe('InvalidTokenError');
});

it('logs out everywhere', async () => {
  const one = await shop.newCustomer('everywhere@example.com');
  const two = await shop.signIn('everywhere@example.com');
  await shop.mutate('logoutEverywhere', '', one.authorization);
  expect(await typeOf(one.refreshToken)).toBe('InvalidTokenError');
  expect(await typeOf(two.refreshToken)).toBe('InvalidTokenError');
});

it('accepts a refresh token in its own store only', async () => {
  const { refreshToken } = await shop.newCustomer('one-store@example.com');
  const elsewhere = createStorefront(customers, 'acme');
  expect((await elsewhere.refresh(refreshToken)).__typename).toBe('InvalidTokenError');
  expect(await typeOf(refreshToken)).toBe('AuthSession');
});

it('does not take a refresh token for an access token', async () => {
  const { refreshToken } = await shop.newCustomer('confused@example.com');
  const answer = await customers.query('{ me { id } }', {
    authorization: `Bearer ${refreshToken}`,
  });
  expect(answer.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
});

it('ends all sessions of a deactivated customer, whose access token then reaches nothing', async () => {
  const session = await shop.newCustomer('closed@example.com');
  const staff = await customers.authorize({ kind: 'staff', permissions: ['customers:write'] });
  const close = `setCustomerActive(id: "${session.customer.id}", active: false, reason: "fraud")`;
  await shop.mutate(close, '', staff);
  expect(await typeOf(session.refreshToken)).toBe('InvalidTokenError');
  expect((await shop.login('closed@example.com')).__typename).toBe('InvalidCredentialsError');
  const { authorization } = session;
  expect((await customers.query('{ me { id } }', { authorization })).data).toEqual({ me: null });
  const edit = 'mutation { updateMyProfile(input: { firstName: "X" }) { __typename } }';
  const refused = await customers.query(edit, { authorization });
  expect(refused.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
});

it('ends a session whose token was copied while the customer ends all of them', async () => {
  const session = await shop.newCustomer('both@example.com');
  const second = await shop.refresh(session.refreshToken);
  await shop.refresh(String(second.refreshToken));
  const blocker = new pg.Client({ connectionString: customers.databaseUrl });
  await blocker.connect();
  const waiting = async (query: string) =>
    expect(
      await customers.sql(
        `SELECT 1 FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE $1`,
        [query],
      ),
    ).not.toEqual([]);
  // Holds the reuse back where it has its session and is about to be recorded.
  await blocker.query('BEGIN; LOCK TABLE customer_history IN SHARE MODE');
  const outcomes = [shop.refresh(session.refreshToken)];
  try {
    await vi.waitFor(() => waiting('INSERT INTO%customer_history%'), 5_000);
    outcomes.push(shop.mutate('logoutEverywhere', '', session.authorization));
    await vi.waitFor(() => waiting('UPDATE%sessions%'), 5_000);
  } finally {
    await blocker.query('COMMIT');
    await blocker.end();
  }
  expect((await Promise.all(outcomes)).map(({ __typename }) => __typename)).toEqual([
    'InvalidTokenError',
    'RequestAccepted',
  ]);
  const history = await customers.sql(
    `SELECT type FROM customer_history WHERE customer_id = $1 AND type IN ('REFRESH_TOKEN_REUSED', 'SIGNED_OUT_EVERYWHERE')`,
    [session.customer.id],
  );
  expect(history).toHaveLength(2);
});

it('removes sessions 30 days after their end, also of customers who never come back', async () => {
  const gone = await shop.newCustomer('gone@example.com');
  await shop.refresh(gone.refreshToken);
  const stays = await shop.newCustomer('stays@example.com');
  await customers.sql(
    `UPDATE sessions SET created_at = created_at - INTERVAL '61 days', expires_at = expires_at - INTERVAL '61 days'
     WHERE customer_id = $1`,
    [gone.customer.id],
  );
  const log = pino({ level: 'silent' });
  const db = openDatabase({ url: customers.databaseUrl, poolSize: 1, log });
  await tidy(db);
  await db.close();
  const left = await customers.sql(
    `SELECT DISTINCT customer_id FROM sessions JOIN refresh_tokens ON session_id = sessions.id WHERE customer_id IN ($1, $2)`,
    [gone.customer.id, stays.customer.id],
  );
  expect(left).toEqual([{ customer_id: stays.customer.id }]);
  expect(await typeOf(stays.refreshToken)).toBe('AuthSession');
});
