import { newId, parsePage } from '@customer-graph/subgraph';
import { parseSearch } from '@customer-graph/text';
import fc from 'fast-check';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/db/database.ts';
import {
  listStatement,
  type CustomerConditions,
  type CustomerSorting,
} from '../src/db/search-customers.ts';
import { fillSearchKeys } from '../src/db/search-keys.ts';
import { startCustomers, type CustomersUnderTest } from './start.ts';

const total = 100_000;
let customers: CustomersUnderTest;
let staff: string;
beforeAll(async () => {
  customers = await startCustomers();
  staff = await customers.authorize({ kind: 'staff', permissions: ['customers:read'] });
  await customers.sql(
    `INSERT INTO customers (id, store_id, customer_number, status, email, email_normal, email_verified_at, first_name,
       last_name, last_name_key, phone, marketing_consent, marketing_consent_at,
       marketing_consent_source, created_at, updated_at)
     SELECT gen_random_uuid(), CASE WHEN n % 10 = 0 THEN 'acme' ELSE 'demo' END, 'C-' || lpad(n::text, 6, '0'),
       (CASE WHEN n % 500 = 1 THEN 'DEACTIVATED' ELSE 'ACTIVE' END)::"CustomerStatus",
       'user' || n || '@example.com', 'user' || n || '@example.com', CASE WHEN n % 200 <> 3 THEN now() END,
       'Given' || n % 1000, 'Öberg' || n, 'öberg' || n, '+4930' || lpad(n::text, 7, '0'),
       n % 300 = 7, CASE WHEN n % 300 = 7 THEN now() END, CASE WHEN n % 300 = 7 THEN 'import' END,
       now() - n * INTERVAL '1 minute', now() - ($1 - n) * INTERVAL '1 minute'
     FROM generate_series(1, $1::int) AS n`,
    [total],
  );
  const log = pino({ level: 'silent' });
  const db = openDatabase({ url: customers.databaseUrl, poolSize: 2, log });
  await fillSearchKeys(db);
  await db.close();
  await customers.sql('VACUUM ANALYZE customers');
}, 240_000);
afterAll(() => customers.stop());

const everything: CustomerConditions = {
  storeId: 'demo',
  search: null,
  status: null,
  emailVerified: null,
  marketingConsent: null,
  createdAt: {},
  updatedAt: {},
  ids: null,
};
const newest: CustomerSorting = { field: 'CREATED_AT', direction: 'DESC' };

interface Plan {
  'Node Type': string;
  'Actual Rows'?: number;
  'Rows Removed by Filter'?: number;
  'Actual Loops'?: number;
  Plans?: Plan[];
}
/** Node types of a plan and how many rows its nodes looked at in all. */
type Looked = Partial<Omit<CustomerConditions, 'search'> & { readonly search: string }>;
async function planOf({ search, ...conditions }: Looked, sorting = newest) {
  const page = parsePage({}, 'plan');
  const { text, values } = listStatement(
    { ...everything, ...conditions, search: parseSearch('demo', search) },
    sorting,
    page,
  );
  const [row] = await customers.sql(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
  const [{ Plan: root }] = row?.['QUERY PLAN'] as [{ Plan: Plan }];
  const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];
  const all = nodes(root);
  const looked = all.map(
    (node) =>
      ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) *
      (node['Actual Loops'] ?? 1),
  );
  return { types: new Set(all.map((node) => node['Node Type'])), rows: Math.max(...looked) };
}

describe('the plans of a list of 100,000 customers', () => {
  it.each<[string, Looked, CustomerSorting?]>([
    ['newest first', {}],
    ['by change', {}, { field: 'UPDATED_AT', direction: 'DESC' }],
    ['by last name', {}, { field: 'LAST_NAME', direction: 'ASC' }],
    ['by address', {}, { field: 'EMAIL', direction: 'ASC' }],
    ['by number', {}, { field: 'CUSTOMER_NUMBER', direction: 'DESC' }],
    ['a family name', { search: 'öberg4242' }],
    ['a whole name', { search: 'Given242 Öberg42' }],
    ['an address', { search: 'USER4242@ex' }],
    ['a number', { search: 'c-00424' }],
    ['a telephone number', { search: '+49 30 00042' }],
    ['nothing that exists', { search: 'nobody' }],
    ['a rare status', { status: ['DEACTIVATED'] }],
    ['a status that nobody has', { status: ['ERASED'] }],
    [
      'a search by name sorted otherwise',
      { search: 'öberg42', status: ['ACTIVE'] },
      { field: 'EMAIL', direction: 'DESC' },
    ],
    ['unverified addresses', { emailVerified: false }],
    ['consent', { marketingConsent: true }],
    ['a range of time', { createdAt: { from: new Date(Date.now() - 3_600_000 * 24) } }],
  ])('answer %s from an index', async (_name, conditions, sorting) => {
    const { types, rows } = await planOf(conditions, sorting);
    expect([...types]).not.toContain('Seq Scan');
    expect(rows).toBeLessThan(5_000);
  });
});

interface Answer {
  customers: {
    edges: { cursor: string; node: { id: string; customerNumber: string; email: string } }[];
    pageInfo: {
      hasNextPage: boolean;
      hasPreviousPage: boolean;
      endCursor: string;
      startCursor: string;
    };
    totalCount?: number;
  };
}
async function list(args: string, fields = '') {
  const { data, errors } = await customers.query<Answer>(
    `{ customers(${args}) { edges { cursor node { id customerNumber email } }
       pageInfo { hasNextPage hasPreviousPage startCursor endCursor } ${fields} } }`,
    { authorization: staff },
  );
  return { ...data?.customers, code: errors?.[0]?.extensions?.code };
}
const numbers = ({ edges }: Partial<Answer['customers']>) =>
  edges?.map(({ node }) => node.customerNumber);

it('finds customers by the beginning of what staff may know of them', async () => {
  for (const search of [
    'ÖBERG4242',
    'user4242@',
    'C-004242',
    '+49 30 000-4242',
    'Given242 öberg4242',
  ])
    expect(
      numbers(
        await list(
          `search: "${search}", first: 1, sortBy: { field: CUSTOMER_NUMBER, direction: ASC }`,
        ),
      ),
    ).toEqual(['C-004242']);
  expect(numbers(await list('search: "%"'))).toEqual([]);
  expect((await list('search: "a\\u0000b"')).code).toBe('BAD_USER_INPUT');
});

it('stays within the store of the caller', async () => {
  expect(numbers(await list('search: "user10@"'))).toEqual([]);
  expect((await list('first: 1', 'totalCount')).totalCount).toBe(90_000);
});

it.each(['CREATED_AT', 'UPDATED_AT', 'LAST_NAME', 'EMAIL', 'CUSTOMER_NUMBER'])(
  'pages through %s forth and back without a gap',
  async (field) => {
    const sort = `search: "user12", sortBy: { field: ${field}, direction: DESC }`;
    const all = numbers(await list(`${sort}, first: 100`));
    const first = await list(`${sort}, first: 40`);
    const second = await list(`${sort}, first: 60, after: "${first.pageInfo?.endCursor}"`);
    expect([...(numbers(first) ?? []), ...(numbers(second) ?? [])]).toEqual(all);
    const back = await list(`${sort}, last: 40, before: "${second.pageInfo?.startCursor}"`);
    expect(numbers(back)).toEqual(numbers(first));
  },
);

it('filters by everything at once', async () => {
  const filter = `filter: { status: [ACTIVE], emailVerified: true, marketingConsent: true,
    createdAt: { from: "2000-01-01T00:00:00Z" }, updatedAt: { to: "2100-01-01T00:00:00Z" } }`;
  const { edges, totalCount } = await list(`${filter}, first: 100`, 'totalCount');
  expect(totalCount).toBeGreaterThan(200);
  expect(edges).toHaveLength(100);
});

const noText = fc.constantFrom('nobody', 'a b', '\u0000', '@', '%', '', 'C-000001');
const emptyRange = fc
  .tuple(fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }), fc.nat(1e9))
  .map(([from, ago]) => ({ from, to: new Date(from.getTime() - ago) }));
const askFor = (field: string, type: string, filter: object) =>
  customers.query(`query ($filter: ${type}) { ${field}(filter: $filter) { totalCount } }`, {
    authorization: staff,
    variables: { filter },
  });

it('refuses a filter that nothing can meet instead of finding nothing', async () => {
  const filters = fc.oneof(
    noText.map((id) => ['customers', 'CustomerFilter', { ids: [newId(), id] }] as const),
    emptyRange.map((createdAt) => ['customers', 'CustomerFilter', { createdAt }] as const),
    emptyRange.map((updatedAt) => ['customers', 'CustomerFilter', { updatedAt }] as const),
    noText.map((email) => ['privacyRequests', 'PrivacyRequestFilter', { email }] as const),
  );
  const property = fc.asyncProperty(filters, async ([field, type, filter]) => {
    const { errors } = await askFor(field, type, filter);
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });
  await fc.assert(property, { numRuns: 40 });
  const { data } = await askFor('customers', 'CustomerFilter', { ids: [newId()] });
  expect(data).toEqual({ customers: { totalCount: 0 } });
});

it('refuses page sizes and cursors that are not its own', async () => {
  const cursor = (values: unknown[]) => Buffer.from(JSON.stringify(values)).toString('base64url');
  const sorting = 'customers:CREATED_AT:DESC';
  const someId = '0199a0b0-0000-7000-8000-000000000000';
  for (const args of [
    'first: 0',
    'first: -5',
    'first: 1000000000',
    'first: 101',
    'first: 1, last: 1',
    'after: "x"',
    `after: "${cursor([sorting, 'yesterday', 'no id'])}"`,
    `after: "${cursor([sorting, null, null])}"`,
    // What JavaScript takes for a time and PostgreSQL does not.
    `after: "${cursor([sorting, '1', someId])}"`,
    `after: "${cursor([sorting, '0000-01-01T00:00:00.000Z', someId])}"`,
    `after: "${cursor([sorting, '+275760-09-13T00:00:00.000Z', someId])}"`,
    `after: "${cursor(['customers:EMAIL:ASC', 'a', 'b'])}"`,
    // Ranges that nothing can be within.
    'filter: { createdAt: { from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z" } }',
    'filter: { updatedAt: { from: "2026-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z" } }',
  ])
    expect((await list(args)).code, args).toBe('BAD_USER_INPUT');
});
