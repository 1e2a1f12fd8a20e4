import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startCustomers, type CustomersUnderTest } from './start.ts';
import { createStorefront, type Storefront } from './storefront.ts';

const poolSize = 4;
let customers: CustomersUnderTest;
let shop: Storefront;
let staff: string;
beforeAll(async () => {
  customers = await startCustomers({
    environment: { DATABASE_POOL_SIZE: String(poolSize), REQUESTS_PER_ADDRESS: '100000' },
  });
  shop = createStorefront(customers);
  const permissions = ['customers:read', 'customers:write'];
  staff = await customers.authorize({ kind: 'staff', permissions });
});
afterAll(() => customers.stop());

const soon = { timeout: 20_000, interval: 20 };
const burst = 30;

const create = (email = `${randomUUID()}@example.com`) =>
  shop.mutate(
    `createCustomer(input: { email: "${email}", sendInvitation: false }, idempotencyKey: "${randomUUID()}")`,
    '... on CustomerPayload { customer { id email } }',
    staff,
  );
async function openAccount() {
  const { customer } = await create();
  const account = customer as { id: string; email: string };
  const { id } = account;
  return { ...account, authorization: await customers.authorize({ kind: 'customer', id }) };
}
type Account = Awaited<ReturnType<typeof openAccount>>;
const rename = ({ authorization }: Account) =>
  shop.mutate(`updateMyProfile(input: { firstName: "${randomUUID()}" })`, '', authorization);

/** Locks a row as another process would, starts the calls that need it, and frees it when `others` are served. */
async function whileLocked(
  row: readonly [table: string, where: string, value: string],
  many: () => Promise<unknown>,
  others: () => Promise<unknown>,
): Promise<unknown[]> {
  const [table, where, value] = row;
  const held = new pg.Client({ connectionString: customers.databaseUrl });
  await held.connect();
  try {
    await held.query('BEGIN');
    const { rowCount } = await held.query(`SELECT 1 FROM ${table} WHERE ${where} = $1 FOR UPDATE`, [
      value,
    ]);
    expect(rowCount).toBeGreaterThan(0);
    const running = Promise.allSettled(Array.from({ length: burst }, many));
    await vi.waitFor(async () => {
      const waiting = await customers.sql(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(waiting.length).toBeGreaterThan(0);
    }, soon);
    await others();
    await held.query('COMMIT');
    return (await running).flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
    );
  } finally {
    await held.end();
  }
}

it('changes one customer while a burst of changes of another one waits', async () => {
  const [busy, other] = [await openAccount(), await openAccount()];
  const failures = await whileLocked(
    ['customers', 'id', busy.id],
    () => rename(busy),
    () => rename(other),
  );
  expect(failures).toEqual([]);
});

it('changes customers while a burst of new ones waits for the numbers of the store', async () => {
  const other = await openAccount();
  const failures = await whileLocked(
    ['counters', 'store_id', 'demo'],
    () => create(),
    () => rename(other),
  );
  expect(failures).toEqual([]);
});

it('registers and signs in while a burst of registrations in another store waits', async () => {
  const acme = createStorefront(customers, 'acme');
  await acme.register('first@example.com');
  const failures = await whileLocked(
    ['counters', 'store_id', 'acme'],
    () => acme.register(`${randomUUID()}@example.com`),
    () => shop.newCustomer(`${randomUUID()}@example.com`),
  );
  expect(failures).toEqual([]);
});

it('lets others sign in while a burst of attempts on one account is counted', async () => {
  const victim = `${randomUUID()}@example.com`;
  const other = `${randomUUID()}@example.com`;
  await shop.newCustomer(other);
  await shop.login(victim, 'a wrong long password');
  const [row] = await customers.sql(
    'SELECT key FROM throttles ORDER BY since DESC, attempts LIMIT 1',
  );
  const failures = await whileLocked(
    ['throttles', 'key', String(row?.key)],
    () => shop.login(victim, 'a wrong long password'),
    () => shop.signIn(other),
  );
  expect(failures).toEqual([]);
});
