import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCustomers, type CustomersUnderTest } from './start.ts';
import { createStorefront, password, type Storefront } from './storefront.ts';

let customers: CustomersUnderTest;
let shop: Storefront;
beforeAll(async () => {
  customers = await startCustomers();
  shop = createStorefront(customers, 'open');
});
afterAll(() => customers.stop());

const pathsOf = (outcome: Record<string, unknown>) =>
  (outcome.fieldErrors as { path: string[] }[] | undefined)
    ?.map(({ path }) => path.join('.'))
    .sort();

it('names every wrong field of a registration at once', async () => {
  const outcome = await shop.register('nobody', {
    firstName: 'x'.repeat(101),
    lastName: 'a\u0007b',
    phone: 'tomorrow',
    preferredLanguage: 'de_DE_and_more',
  });
  expect(outcome.__typename).toBe('InvalidInputError');
  expect(pathsOf(outcome)).toEqual([
    'input.email',
    'input.firstName',
    'input.lastName',
    'input.phone',
    'input.preferredLanguage',
  ]);
});

describe('an address', () => {
  it.each([
    ['without a domain', 'someone'],
    ['without a dot', 'someone@localhost'],
    ['with two signs', 'a@b@example.com'],
    ['with a line break', 'a@example.com\nBcc: b@example.com'],
    ['with NUL', 'a\u0000@example.com'],
    ['with a quoted local part', '"a b"@example.com'],
    ['with a number for a domain', 'a@127.0.0.1'],
    ['of more than 64 characters before the sign', `${'a'.repeat(65)}@example.com`],
    ['with a lone surrogate', 'a\ud800@example.com'],
    ['with a display name', 'A <a@example.com>'],
    ['with a list', 'a@example.com,b@example.com'],
    ['of 320 characters', `${'a'.repeat(308)}@example.com`],
    ['of spaces', '   '],
  ])('%s is refused', async (_name, email) => {
    const outcome = await shop.register(email);
    expect(outcome.__typename).toBe('InvalidInputError');
    expect(new Set(pathsOf(outcome))).toEqual(new Set(['input.email']));
    expect((await shop.login(email)).__typename).toBe('InvalidCredentialsError');
  });

  it.each([
    ['full width letters', 'Ｗｉｄｅ@example.com', 'wide@example.com'],
    ['a Kelvin sign', '\u212aelvin@example.com', 'kelvin@example.com'],
    ['a decomposed letter', 'mu\u0308ller@example.com', 'm\u00fcller@example.com'],
    ['spaces around', '  trim@example.com ', 'TRIM@EXAMPLE.COM'],
    [
      'invisible characters',
      '\u202apa\u00adsted\u200b@exam\u200dple.com\ufeff',
      'pasted@example.com',
    ],
    ['an international domain', 'info@M\u00dcNCHEN.example', 'info@xn--mnchen-3ya.example'],
  ])('with %s is stored, mailed and compared in one form', async (_name, typed, other) => {
    await shop.register(typed);
    const { to } = await customers.mailbox.newest(other.toLowerCase(), 'verify-email');
    expect(to).toBe(other.toLowerCase());
    for (const spelling of [typed, other]) {
      const session = await shop.login(spelling);
      expect(session).toMatchObject({ customer: { email: other.toLowerCase() } });
    }
  });
});

it.each([
  ['+49 30 1234567', '+49301234567'],
  ['+1 (212) 555-0123', '+12125550123'],
  ['030 1234567', '030 1234567'],
  ['\uff0b49 30 1234567', '+49301234567'],
])('keeps the telephone number %s as %s', async (typed, kept) => {
  const email = `phone-${kept.replace(/\W/g, '')}-${typed.length}@example.com`;
  await shop.register(email, { phone: typed });
  const { authorization } = await shop.signIn(email);
  const { data } = await customers.query('{ me { phone } }', { authorization });
  expect(data).toEqual({ me: { phone: kept } });
});

it('keeps the joiners of names, and takes joiners alone for blank', async () => {
  const email = 'joiners@example.com';
  const persian = 'علی\u200cرضا';
  await shop.register(email, { firstName: persian, lastName: '\u200c\u200d' });
  const { authorization } = await shop.signIn(email);
  const { data } = await customers.query('{ me { firstName lastName } }', { authorization });
  expect(data).toEqual({ me: { firstName: persian, lastName: null } });
});

it('takes nothing from an input but its fields', async () => {
  const { errors } = await customers.query(
    'mutation ($input: RegisterCustomerInput!) { registerCustomer(input: $input) { __typename } }',
    {
      storeId: 'open',
      variables: {
        input: { email: 'mass@example.com', password, storeId: 'acme', status: 'ERASED' },
      },
    },
  );
  expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
});

it('treats quotes and objects in strings as what they are', async () => {
  const nasty = `'"; DROP TABLE customers; --`;
  const email = 'quotes@example.com';
  await shop.register(email, { firstName: nasty, password: `${nasty} and more` });
  const { authorization } = await shop.signIn(email, `${nasty} and more`);
  const { data } = await customers.query('{ me { firstName } }', { authorization });
  expect(data).toEqual({ me: { firstName: nasty } });
  const staff = await customers.authorize({
    kind: 'staff',
    storeId: 'open',
    permissions: ['customers:read', 'customers:write'],
  });
  for (const search of [nasty, '\\', "' OR '1'='1", '%', '_'])
    expect(
      (
        await customers.query('query ($s: String) { customers(search: $s) { totalCount } }', {
          authorization: staff,
          variables: { s: search },
        })
      ).errors,
    ).toBeUndefined();
  const object = await customers.query(
    'query ($s: String) { customers(search: $s) { totalCount } }',
    {
      authorization: staff,
      variables: { s: { not: '' } },
    },
  );
  expect(object.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  for (const field of [
    `customer(id: "${nasty.replaceAll('"', '')}")`,
    'customerByNumber(customerNumber: "a\\u0000")',
  ])
    expect(
      (await customers.query(`{ found: ${field} { id } }`, { authorization: staff })).data,
    ).toEqual({
      found: null,
    });
});

it('needs a known store for anonymous calls', async () => {
  for (const storeId of [undefined, 'nowhere', "demo' --"]) {
    const { errors } = await customers.query(
      'mutation { login(email: "a@example.com", password: "x") { __typename } }',
      { storeId },
    );
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  }
});
