import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { personOf, type Person } from './people.ts';
import { startCustomers, type CustomersUnderTest } from './start.ts';

const count = 1_000;
let customers: CustomersUnderTest;
let people: (Person & { readonly id: string; readonly customerNumber: string })[];
const staff = new Map<string, string>();

const create = `mutation ($input: CreateCustomerInput!, $key: String!) {
  createCustomer(input: $input, idempotencyKey: $key) {
    ... on CustomerPayload { customer { id customerNumber firstName lastName phone email } }
    ... on InvalidInputError { fieldErrors { path message } } } }`;

async function createIn(storeId: string, input: Partial<Person>) {
  const key = randomUUID();
  const { data, errors } = await customers.query<{
    createCustomer: { customer: Person & { id: string; customerNumber: string } };
  }>(create, {
    authorization: staff.get(storeId) ?? '',
    variables: { input: { sendInvitation: false, ...input }, key },
  });
  expect(errors).toBeUndefined();
  expect(data.createCustomer).toHaveProperty('customer');
  return data.createCustomer.customer;
}

async function find(search: string, storeId = 'demo'): Promise<string[]> {
  const { data, errors } = await customers.query<{
    customers: { edges: { node: { id: string } }[] };
  }>('query ($s: String) { customers(search: $s, first: 100) { edges { node { id } } } }', {
    authorization: staff.get(storeId) ?? '',
    variables: { s: search },
  });
  expect(errors, search).toBeUndefined();
  return data.customers.edges.map(({ node }) => node.id);
}

beforeAll(async () => {
  customers = await startCustomers();
  for (const storeId of ['demo', 'acme']) {
    const permissions = ['customers:read', 'customers:write'];
    staff.set(storeId, await customers.authorize({ kind: 'staff', storeId, permissions }));
  }
  people = [];
  const numbers = Array.from({ length: count }, (_none, index) => index);
  for (let start = 0; start < count; start += 4) {
    const some = numbers.slice(start, start + 4).map((index) => createIn('demo', personOf(index)));
    people.push(...(await Promise.all(some)));
  }
}, 240_000);
afterAll(() => customers.stop());

/** Spellings of a person's data that must find it. */
const spellings: [string, (person: (typeof people)[number]) => string | null][] = [
  ['the name as it is shown', ({ firstName, lastName }) => `${firstName} ${lastName}`],
  ['the family name first', ({ firstName, lastName }) => `${lastName}, ${firstName}`],
  ['the name in capitals', ({ firstName, lastName }) => `${firstName} ${lastName}`.toUpperCase()],
  [
    'the name without accents',
    ({ firstName, lastName }) =>
      `${firstName} ${lastName}`.normalize('NFD').replace(/[\u0300-\u036f]/g, ''),
  ],
  [
    'the name with other apostrophes',
    ({ firstName, lastName }) =>
      `${firstName} ${lastName}`.replace(/['\u2019]/g, (sign) => (sign === "'" ? '\u2019' : "'")),
  ],
  [
    'the name without hyphens',
    ({ firstName, lastName }) => `${firstName} ${lastName}`.replaceAll('-', ' '),
  ],
  [
    'the beginnings of the names',
    ({ firstName, lastName }) =>
      `${[...lastName].slice(0, -1).join('')} ${[...firstName][0] ?? ''}`,
  ],
  ['the telephone number as it is shown', ({ phone }) => phone],
  ['the digits of the telephone number', ({ phone }) => phone.replace(/\D/g, '')],
  ['the telephone number in groups', ({ phone }) => phone.replace(/(\d{3})(?=\d)/g, '$1 ')],
  ['the telephone number with 00', ({ phone }) => phone.replace(/^\+/, '00')],
  ['the beginning of the telephone number', ({ phone }) => phone.slice(0, -2)],
  ['the e-mail address', ({ email }) => email],
  ['the beginning of the e-mail address', ({ email }) => email.slice(0, email.indexOf('@') + 3)],
  ['the customer number', ({ customerNumber }) => customerNumber],
  ['the customer number in short', ({ customerNumber }) => customerNumber.replace(/^C-0*/, 'c')],
  ['the number alone', ({ customerNumber }) => customerNumber.replace(/^C-0*/, '')],
];

describe.each(spellings)('every customer of a thousand is found by %s', (_what, spell) => {
  it('and nobody of another store', async () => {
    for (const person of people.filter((_person, index) => index % 4 === 0)) {
      const search = spell(person);
      if (search === null) continue;
      expect(await find(search), search).toContain(person.id);
    }
  }, 120_000);
});

describe('a search', () => {
  it.each<[Partial<Person>, string[]]>([
    [
      { firstName: 'Anna Maria', lastName: 'Schmidt' },
      ['Anna Schmidt', 'Schmidt, Anna Maria', 'annamaria', 'Maria Sch'],
    ],
    [
      { firstName: 'Jan', lastName: 'van der Berg' },
      ['Jan van der Berg', 'Berg', 'Vanderberg', 'der berg jan'],
    ],
    [{ lastName: 'Vanderberg' }, ['van der Berg']],
    [{ firstName: 'Sean', lastName: 'O\u2019Brien' }, ["O'Brien", 'OBrien', 'Brien', 'o`brien']],
    [
      { lastName: 'Müller-Lüdenscheidt' },
      ['Muller', 'Mueller', 'Lüdenscheidt', 'Mueller-Luedenscheidt', 'MullerLudenscheidt'],
    ],
    [{ lastName: 'Mueller' }, ['Müller']],
    [{ firstName: 'Łukasz', lastName: 'Żółć' }, ['lukasz zolc']],
    [{ firstName: 'Søren', lastName: 'Ærø' }, ['Soren', 'Soeren', 'aero', 'Æ']],
    [{ firstName: 'Đorđe', lastName: 'Straße' }, ['Dorde Strasse']],
    [{ firstName: 'İbrahim', lastName: 'Yıldız' }, ['ibrahim', 'IBRAHIM YILDIZ', 'Ibrahim Yildiz']],
    [{ firstName: 'علی\u200cرضا', lastName: 'کریمی' }, ['علیرضا', 'علی رضا', 'كريمي']],
    [{ firstName: '太郎', lastName: '山田' }, ['山田太郎', '山田 太郎', '太郎山田', '田']],
    [{ firstName: 'Артём', lastName: 'Йолкин' }, ['артем', 'ЙОЛКИН']],
    [{ firstName: 'Ada', lastName: '\u{1f469}\u200d\u{1f373}' }, ['Ada \u{1f469}\u200d\u{1f373}']],
    [{ phone: '0664/777 12 34' }, ['0664/777 12 34', '06647771234', '664 777', '+436647771234']],
    [
      { phone: '+43 664 1119876' },
      [
        '0664 1119876',
        '0043 664 111',
        '+43 (0)664/111-98-76',
        '(0)664 1119876',
        'tel:+43-664-1119876',
      ],
    ],
    [
      { phone: '+1 212 555 0177 ext. 45' },
      ['+12125550177 ext. 45', '(212) 555-0177', '1-212-555-0177 x45'],
    ],
    [{ phone: '+39 06 98765432' }, ['+39 06 98765432', '06 9876', '+39 (0)6 98765432']],
    [
      { email: 'jo.von-ulm@münchen.example' },
      [
        'jo.von',
        'von-ulm@',
        'ulm@munchen',
        '@münchen.example',
        'xn--mnchen-3ya.example',
        '<jo.von-ulm@münchen.example>',
      ],
    ],
  ])('for %j finds it by each of %j', async (input, searches) => {
    const { id } = await createIn('demo', { email: `${randomUUID()}@example.net`, ...input });
    for (const search of searches) expect(await find(search), search).toContain(id);
    for (const search of searches) expect(await find(search, 'acme'), search).toEqual([]);
  });

  it('takes signs of patterns and queries for what they are', async () => {
    for (const search of ['%', '_', '\\', "'", '%%%', "' | 'demo", ':*', '&', '!', '<->', '*'])
      expect(await find(search), search).toEqual([]);
  });

  it('by a number finds that one alone', async () => {
    const [first] = people;
    const { id, customerNumber } = first ?? { id: '', customerNumber: '' };
    expect(await find(customerNumber)).toEqual([id]);
    expect(await find(customerNumber.replace(/^C-0*/, 'C-'))).toEqual([id]);
  });

  it('goes by what a customer is called now', async () => {
    const { id } = await createIn('demo', { email: 'renamed@example.net', lastName: 'Maidenname' });
    const authorization = staff.get('demo') ?? '';
    await customers.query(
      'mutation ($id: ID!) { updateCustomer(id: $id, input: { lastName: "Marriedname" }) { __typename } }',
      { authorization, variables: { id } },
    );
    expect(await find('Maidenname')).toEqual([]);
    expect(await find('Marriedname')).toEqual([id]);
  });
});
