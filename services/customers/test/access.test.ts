import { readFileSync } from 'node:fs';
import { createSubgraphClient } from '@customer-graph/testing';
import {
  buildASTSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isUnionType,
  parse,
  type GraphQLInputType,
  type GraphQLNamedType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCustomers, type CustomersUnderTest } from './start.ts';
import { createStorefront, password } from './storefront.ts';

const sdl = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');
const schema = buildASTSchema(parse(sdl), { assumeValidSDL: true });

const principals = [
  'anonymous',
  'customer A',
  'customer B',
  'customer of another store',
  'staff without permission',
  'staff who read',
  'staff who write',
  'staff of another store',
  'service by token',
  'service by name',
] as const;
type Name = (typeof principals)[number];

const ownCustomers: Name[] = ['customer A', 'customer B', 'customer of another store'];
const readers: Name[] = [
  'staff who read',
  'staff of another store',
  'service by token',
  'service by name',
];
const writers: Name[] = ['staff who write', 'staff of another store'];
const anyone = [...principals];

/** Whom each root field is open to. A field that is missing here fails the test below. */
const open: Record<string, readonly Name[]> = {
  'Query.me': anyone,
  'Query.customer': readers,
  'Query.customerByNumber': readers,
  'Query.customers': readers,
  'Query.customerMergePreview': readers,
  'Query.privacyRequest': [...ownCustomers, ...readers],
  'Query.privacyRequests': readers,
  'Mutation.registerCustomer': anyone,
  'Mutation.resendEmailVerification': anyone,
  'Mutation.verifyEmail': anyone,
  'Mutation.login': anyone,
  'Mutation.refreshSession': anyone,
  'Mutation.logout': anyone,
  'Mutation.requestPasswordReset': anyone,
  'Mutation.resetPassword': anyone,
  'Mutation.confirmEmailChange': anyone,
  'Mutation.logoutEverywhere': ownCustomers,
  'Mutation.endSession': ownCustomers,
  'Mutation.changePassword': ownCustomers,
  'Mutation.requestEmailChange': ownCustomers,
  'Mutation.updateMyProfile': ownCustomers,
  'Mutation.updateMyPreferences': ownCustomers,
  'Mutation.createAddress': [...ownCustomers, ...writers],
  'Mutation.updateAddress': [...ownCustomers, ...writers],
  'Mutation.deleteAddress': [...ownCustomers, ...writers],
  'Mutation.setDefaultAddress': [...ownCustomers, ...writers],
  'Mutation.createCustomer': writers,
  'Mutation.updateCustomer': writers,
  'Mutation.setCustomerActive': writers,
  'Mutation.mergeCustomers': writers,
  'Mutation.requestMyDataExport': ownCustomers,
  'Mutation.requestMyErasure': ownCustomers,
  'Mutation.requestCustomerErasure': writers,
  'Mutation.requestErasureByEmail': writers,
  'Mutation.cancelErasure': [...ownCustomers, ...writers],
  'Mutation.acknowledgePrivacyRequest': ['service by token', 'service by name'],
  'Mutation.holdPrivacyRequest': ['service by token', 'service by name'],
};

const moduleName = 'another-service';
/** Fields whose id is that of a privacy request. */
const ofRequest = [
  'privacyRequest',
  'cancelErasure',
  'acknowledgePrivacyRequest',
  'holdPrivacyRequest',
];

let customers: CustomersUnderTest;
let byName: ReturnType<typeof createSubgraphClient>;
let victim = { id: '', number: '', request: '' };
const authorizations = new Map<Name, string | undefined>();

beforeAll(async () => {
  customers = await startCustomers();
  byName = createSubgraphClient(customers.url, 'customers', moduleName);
  const shop = createStorefront(customers);
  const a = await shop.newCustomer('victim-a@example.com');
  const erasure = await shop.mutate(
    `requestMyErasure(password: "${password}")`,
    '... on PrivacyRequest { id }',
    a.authorization,
  );
  victim = {
    id: a.customer.id,
    number: a.customer.customerNumber,
    request: String(erasure.id),
  };
  const b = await shop.newCustomer('bystander-b@example.com');
  const c = await createStorefront(customers, 'acme').newCustomer('foreign-c@example.com');
  const of = (kind: 'staff' | 'service', permissions: string[], storeId = 'demo') =>
    customers.authorize({ kind, permissions, storeId });
  const both = ['customers:read', 'customers:write'];
  authorizations.set('customer A', a.authorization);
  authorizations.set('customer B', b.authorization);
  authorizations.set('customer of another store', c.authorization);
  authorizations.set('staff without permission', await of('staff', ['elsewhere:read']));
  authorizations.set('staff who read', await of('staff', ['customers:read']));
  authorizations.set('staff who write', await of('staff', ['customers:write']));
  authorizations.set('staff of another store', await of('staff', both, 'acme'));
  const service = { kind: 'service' as const, id: moduleName, permissions: ['customers:read'] };
  authorizations.set('service by token', await customers.authorize(service));
});
afterAll(() => customers.stop());

/** A value of an input type that is well formed and changes nothing that matters. */
function valueOf(type: GraphQLInputType, name: string): unknown {
  if (isNonNullType(type)) return valueOf(type.ofType, name);
  if (isListType(type)) return [valueOf(type.ofType, name)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type))
    return Object.fromEntries(
      Object.values(type.getFields())
        .filter((field) => isNonNullType(field.type))
        .map((field) => [field.name, valueOf(field.type, field.name)]),
    );
  if (name === 'customerNumber') return victim.number;
  if (name === 'module') return moduleName;
  if (type.name === 'ID') return victim.id;
  if (type.name === 'Int') return 1;
  if (type.name === 'Boolean') return true;
  return type.name === 'CountryCode' ? 'DE' : 'x';
}

/** Everything of the victim that a field of this type could give away. */
function selectionOf(type: GraphQLNamedType): string {
  const isPayload =
    isUnionType(type) && type.getTypes().some(({ name }) => name === 'CustomerPayload');
  const isRequest =
    isUnionType(type) && type.getTypes().some(({ name }) => name === 'PrivacyRequest');
  const request = 'document customer { id email }';
  if (isRequest) return `__typename ... on PrivacyRequest { ${request} }`;
  if (type.name === 'PrivacyRequest') return request;
  if (type.name === 'CustomerMergePreview') return 'keeps { email } retires { email }';
  if (isPayload) return '__typename ... on CustomerPayload { customer { id email } }';
  if (type.name === 'PrivacyRequestConnection') return `edges { node { ${request} } }`;
  if (type.name === 'CustomerConnection') return 'edges { node { id email } }';
  return type.name === 'Customer' ? 'id email' : '__typename';
}

async function call(principal: Name, type: 'Query' | 'Mutation', fieldName: string) {
  const field = schema.getType(type);
  if (!field || !('getFields' in field)) throw new Error(`no type ${type}`);
  const definition = field.getFields()[fieldName];
  if (!definition || !('args' in definition)) throw new Error(`no field ${fieldName}`);
  const required = definition.args.filter((argument) => isNonNullType(argument.type));
  const variables = Object.fromEntries(
    required.map(({ name, type: argument }) => [
      name,
      name === 'id' && ofRequest.includes(fieldName) ? victim.request : valueOf(argument, name),
    ]),
  );
  const declared = required.map(({ name, type: argument }) => `$${name}: ${String(argument)}`);
  const given = required.map(({ name }) => `${name}: $${name}`);
  const list = (items: string[]) => (items.length > 0 ? `(${items.join(', ')})` : '');
  const selection = selectionOf(getNamedType(definition.type));
  const text = `${type.toLowerCase()} ${list(declared)} { outcome: ${fieldName}${list(given)} { ${selection} } }`;
  return send(principal, text, variables);
}

const send = (principal: Name, text: string, variables: Record<string, unknown>) =>
  principal === 'service by name'
    ? byName<Record<string, unknown>>(text, { storeId: 'demo', variables })
    : customers.query<Record<string, unknown>>(text, {
        storeId: 'demo',
        variables,
        authorization: authorizations.get(principal),
      });

const fields = (['Query', 'Mutation'] as const).flatMap((type) => {
  const definition = schema.getType(type);
  const names = definition && 'getFields' in definition ? Object.keys(definition.getFields()) : [];
  return names.map((field) => [type, field] as const);
});
const sees: Name[] = ['customer A', 'staff who read', 'service by token', 'service by name'];

describe.each(fields)('%s.%s', (type, field) => {
  it.each(principals)('is open or closed to %s as the table says', async (principal) => {
    const allowed = open[`${type}.${field}`];
    expect(allowed, 'a field without an entry').toBeDefined();
    const answer = await call(principal, type, field);
    const code = answer.errors?.[0]?.extensions?.code;
    if (allowed?.includes(principal)) expect([undefined, 'BAD_USER_INPUT']).toContain(code);
    else expect(code).toBe(principal === 'anonymous' ? 'UNAUTHENTICATED' : 'FORBIDDEN');
    // Who changes a customer is shown the customer.
    const changes = principal === 'staff who write' && allowed?.includes(principal);
    if (!changes && !sees.includes(principal))
      expect(JSON.stringify(answer)).not.toContain('victim-a@');
  });
});

const entity =
  'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Customer { id email status } } }';

it.each(principals)(
  'resolves a reference to a customer for %s only if it may see it',
  async (principal) => {
    const representation = { __typename: 'Customer', id: victim.id, email: 'planted@example.com' };
    const answer = await send(principal, entity, { r: [representation] });
    const text = JSON.stringify(answer);
    expect(text).not.toContain('planted');
    if (sees.includes(principal)) expect(text).toContain('victim-a@example.com');
    else expect(text).not.toContain('victim-a@');
  },
);

it('answers references that are no ids with null', async () => {
  const r = [
    { __typename: 'Customer', id: "' OR 1=1 --" },
    { __typename: 'Customer', id: '' },
    { __typename: 'Customer', id: [victim.id] },
    { __typename: 'Customer', id: { not: '' } },
    { __typename: 'Customer' },
  ];
  const { data, errors } = await send('staff who read', entity, { r });
  expect({ data, errors }).toEqual({ data: { _entities: r.map(() => null) } });
  const sound = { __typename: 'Customer', id: victim.id };
  const mixed = await send('staff who read', entity, { r: [...r, sound, sound] });
  expect(mixed.errors).toBeUndefined();
  expect(JSON.stringify(mixed.data)).toContain(`null,{"id":"${victim.id}"`);
});

it('blames the caller for references that name no type', async () => {
  for (const r of [['x'], [5], [{ id: victim.id }], [{ __typename: 'Nobody', id: victim.id }]]) {
    const { errors } = await send('staff who read', entity, { r });
    expect(errors?.[0]?.extensions?.code, JSON.stringify(r)).toBe('BAD_USER_INPUT');
  }
});

it('requires a rule for nullable arguments too: none of the inputs names a store or a status', () => {
  const names = Object.values(schema.getTypeMap())
    .filter(isInputObjectType)
    .filter(({ name }) => name.endsWith('Input'))
    .flatMap((type) => Object.values(type.getFields()))
    .map((field) => `${field.name}:${String(getNullableType(field.type))}`);
  for (const secret of ['storeId', 'status', 'emailVerified', 'role', 'version', 'customerNumber'])
    expect(names.join(' ')).not.toContain(`${secret}:`);
});
