import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCustomers, type CustomersUnderTest } from './start.ts';
import { createStorefront, password, type Storefront } from './storefront.ts';

let customers: CustomersUnderTest;
let shop: Storefront;
beforeAll(async () => {
  customers = await startCustomers();
  shop = createStorefront(customers);
});
afterAll(() => customers.stop());

/** Customers with addresses <name>-<number>@example.com, all with one password. */
async function manyCustomers(name: string, count: number, status = 'ACTIVE'): Promise<string[]> {
  await shop.register(`${name}-model@example.com`);
  await customers.sql(
    `INSERT INTO customers (id, store_id, customer_number, status, email, email_normal, email_verified_at, password_hash)
     SELECT gen_random_uuid(), 'demo', $1 || '-' || n, $2::"CustomerStatus", $1 || '-' || n || '@example.com',
       $1 || '-' || n || '@example.com', now(), password_hash
     FROM customers, generate_series(1, $3::int) AS n WHERE email = $1 || '-model@example.com'
     ON CONFLICT DO NOTHING`,
    [name, status, count],
  );
  return Array.from({ length: count }, (_, index) => `${name}-${index + 1}@example.com`);
}
const countTypes = (outcomes: { __typename: string }[]) => {
  const counts: Record<string, number> = {};
  for (const { __typename } of outcomes) counts[__typename] = (counts[__typename] ?? 0) + 1;
  return counts;
};

it('looks at no more than five of 100 concurrent guesses at one account', async () => {
  const [email = ''] = await manyCustomers('guessed', 1);
  const outcomes = await Promise.all(
    Array.from({ length: 100 }, (_, index) => shop.login(email, `a guessed password ${index}`)),
  );
  expect(countTypes(outcomes)).toEqual({ InvalidCredentialsError: 5, LoginThrottledError: 95 });
  expect((await shop.login(email)).__typename).toBe('LoginThrottledError');
});

it('counts each alias of one request, also for accounts that do not exist', async () => {
  const guesses = Array.from(
    { length: 100 },
    (_, index) =>
      `a${index}: login(email: "nobody@example.com", password: "guess ${index}") { __typename }`,
  );
  const { data } = await customers.query<Record<string, { __typename: string }>>(
    `mutation { ${guesses.join('\n')} }`,
    { storeId: 'demo' },
  );
  expect(countTypes(Object.values(data))).toEqual({
    InvalidCredentialsError: 5,
    LoginThrottledError: 95,
  });
});

it('doubles the wait with each further wrong guess and forgets after an hour', async () => {
  const [email = ''] = await manyCustomers('patient', 1);
  const guess = () => shop.login(email, 'a wrong long password');
  const pass = (interval: string) =>
    customers.sql(
      `UPDATE throttles SET since = since - $1::interval, blocked_until = blocked_until - $1::interval`,
      [interval],
    );
  for (let round = 0; round < 5; round += 1) await guess();
  const waits: unknown[] = [];
  for (let round = 0; round < 7; round += 1) {
    waits.push((await guess()).retryAfterSeconds);
    await pass('15 minutes');
    await guess();
  }
  expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900]);
  await pass('2 hours');
  expect((await guess()).__typename).toBe('InvalidCredentialsError');
  await shop.signIn(email);
});

it('slows one place down that tries many accounts, and no other place', async () => {
  const limited = await startCustomers({
    databaseUrl: customers.databaseUrl,
    environment: { LOGIN_ATTEMPTS_PER_ADDRESS: '10' },
  });
  const emails = await manyCustomers('sprayed', 12);
  const { login } = createStorefront(limited);
  const from = (address: string) => ({ 'x-client-address': address });
  const outcomes = await Promise.all(
    emails.map((email, index) =>
      login(email, 'a wrong long password', from(`2001:db8:1:2::${index}`)),
    ),
  );
  expect(countTypes(outcomes)).toEqual({ InvalidCredentialsError: 10, LoginThrottledError: 2 });
  const [email = ''] = emails;
  expect((await login(email, password, from('2001:db8:1:3::1'))).__typename).toBe('AuthSession');
  await limited.stop();
});

it('shares its counts among instances through the database', async () => {
  const [email = ''] = await manyCustomers('shared', 1);
  for (let round = 0; round < 5; round += 1) await shop.login(email, 'a wrong long password');
  const second = await startCustomers({ databaseUrl: customers.databaseUrl });
  expect((await createStorefront(second).login(email)).__typename).toBe('LoginThrottledError');
  await second.stop();
});

it('keeps no address in the throttle’s table', async () => {
  await shop.login('canary@example.com', password, { 'x-client-address': '203.0.113.9' });
  const rows = JSON.stringify(await customers.sql('SELECT * FROM throttles'));
  expect(rows).not.toContain('canary');
  expect(rows).not.toContain('203.0.113.9');
});

it('limits requests for mails by place', async () => {
  const limited = await startCustomers({
    databaseUrl: customers.databaseUrl,
    environment: { REQUESTS_PER_ADDRESS: '3' },
  });
  const ask = () =>
    limited.query('mutation { requestPasswordReset(email: "x@example.com") { message } }', {
      storeId: 'demo',
      headers: { 'x-client-address': '198.51.100.7' },
    });
  const codes: unknown[] = [];
  for (let round = 0; round < 4; round += 1)
    codes.push((await ask()).errors?.[0]?.extensions?.code);
  expect(codes).toEqual([undefined, undefined, undefined, 'RATE_LIMITED']);
  await limited.stop();
});

it('limits mails to new addresses by place, however many addresses there are', async () => {
  const limited = await startCustomers({
    databaseUrl: customers.databaseUrl,
    environment: { REQUESTS_PER_ADDRESS: '3' },
  });
  const { id } = (await shop.newCustomer('spammer@example.com')).customer;
  const authorization = await limited.authorize({ kind: 'customer', id });
  const ask = (index: number) =>
    limited.query(
      `mutation { requestEmailChange(newEmail: "stranger-${index}@example.com", password: "${password}") { __typename } }`,
      { authorization, headers: { 'x-client-address': '198.51.100.9' } },
    );
  const codes: unknown[] = [];
  for (let round = 0; round < 4; round += 1)
    codes.push((await ask(round)).errors?.[0]?.extensions?.code);
  expect(codes).toEqual([undefined, undefined, undefined, 'RATE_LIMITED']);
  await limited.stop();
});

/**
 * Runs the cases in turns and compares the medians of what they take. Other work on the machine may fall on one case more
 * than on another, so a round that differs is measured again; what differs by nature differs in every round.
 */
async function takesSameTime(
  cases: Readonly<Record<string, (attempt: string) => Promise<unknown>>>,
  tries: number,
): Promise<void> {
  const ratios: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const times = Object.values(cases).map((run) => ({ run, taken: [] as number[] }));
    for (let index = 0; index < tries; index += 1) {
      for (const { run, taken } of times) {
        const start = performance.now();
        await run(`${round * tries + index + 1}`);
        taken.push(performance.now() - start);
      }
    }
    const medians = times.map(
      ({ taken }) => taken.toSorted((a, b) => a - b)[Math.floor(tries / 2)] ?? 0,
    );
    const ratio = Math.max(...medians) / Math.min(...medians);
    if (ratio < 1.25) return;
    ratios.push(ratio);
  }
  expect.fail(`the medians differed in every round: ${ratios.join(', ')}`);
}

it('takes the same time for unknown, wrong and deactivated', async () => {
  await manyCustomers('present', 250);
  await manyCustomers('dormant', 250, 'DEACTIVATED');
  const messages = new Set<unknown>();
  const login = (name: string, given: string) => async (attempt: string) =>
    messages.add(JSON.stringify(await shop.login(`${name}-${attempt}@example.com`, given)));
  await takesSameTime(
    {
      unknown: login('absent', 'a wrong long password'),
      wrong: login('present', 'a wrong long password'),
      deactivated: login('dormant', password),
    },
    50,
  );
  expect(messages.size).toBe(1);
});

it('takes the same time to register a known and an unknown address', async () => {
  await manyCustomers('member', 150);
  const register = (name: string) => (attempt: string) =>
    shop.register(`${name}-${attempt}@example.com`);
  await takesSameTime({ known: register('member'), unknown: register('newcomer') }, 30);
});
