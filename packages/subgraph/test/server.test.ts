import { signatureHeader, signCall } from '@customer-graph/trust';
import { pino } from 'pino';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createSubgraphClient,
  createTestIssuers,
  internalSecret,
  type TestIssuers,
} from '@customer-graph/testing';
import {
  anyone,
  badUserInput,
  createPeer,
  ownOr,
  permitted,
  readEnvironment,
  scopeOf,
  signedIn,
  startSubgraph,
  subgraphEnvironment,
  unauthenticated,
  type RequestContext,
  type RunningService,
} from '../src/index.ts';
import { z } from 'zod';

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key"])
  type Mutation { change: Changed refuse: Changed }
  type Changed { id: ID! lost: String far: [String!] secret: String shown: String }
  type Query { open: String staff: String forgotten: String own: String broken: String unreachable: String }
  type Thing @key(fields: "id") { id: ID! extra: String }
  type Secret @key(fields: "id") { id: ID! extra: String }`;

const fail = (message: string, code?: string) => () => {
  throw Object.assign(new Error(message), { code });
};
const resolvers = {
  Query: {
    open: () => 'open',
    staff: () => 'staff',
    forgotten: () => 'forgotten',
    own: (_parent: unknown, _args: unknown, context: RequestContext) =>
      JSON.stringify(scopeOf(context, 'things:read')),
    broken: fail('password=hunter2 at postgres://role:word@host/database'),
    unreachable: fail('connect ECONNREFUSED 10.0.0.1', 'ECONNREFUSED'),
  },
  Mutation: {
    change: () => ({ id: '1' }),
    refuse: fail('connect ECONNREFUSED 10.0.0.1', 'ECONNREFUSED'),
  },
  Changed: {
    lost: fail('Connection terminated unexpectedly'),
    far: fail('password=hunter2'),
    secret: () => {
      throw unauthenticated();
    },
    shown: () => {
      throw badUserInput('first is too large.');
    },
  },
  Thing: { __resolveReference: ({ id }: { id: string }) => ({ id }), extra: () => 'extra' },
  Secret: { __resolveReference: ({ id }: { id: string }) => ({ id }) },
};

let issuers: TestIssuers;
let service: RunningService;
let query: ReturnType<typeof createSubgraphClient>;

beforeAll(async () => {
  issuers = await createTestIssuers();
  service = await startSubgraph({
    name: 'things',
    sdl,
    resolvers,
    contributes: ['Thing'],
    rules: {
      Query: {
        open: anyone,
        staff: permitted('things:read'),
        own: ownOr('things:read'),
        broken: anyone,
        unreachable: anyone,
      },
      Mutation: { change: anyone, refuse: anyone },
      Thing: { __resolveReference: signedIn },
    },
    config: readEnvironment(subgraphEnvironment, {
      PORT: '0',
      DATABASE_URL: 'postgres://unused@127.0.0.1/unused',
      INTERNAL_SECRETS: internalSecret,
      TRUSTED_ISSUERS: JSON.stringify(issuers.trusted),
    }),
    storeIds: new Set(['demo', 'acme']),
    log: pino({ level: 'silent' }),
    context: (known) => known,
    ready: async () => undefined,
  });
  query = createSubgraphClient(service.url, 'things');
});
afterAll(() => service.stop());

const code = (answer: Awaited<ReturnType<typeof query>>) => answer.errors?.[0]?.extensions?.code;

describe('an unsigned call', () => {
  it.each([
    '{ open }',
    '{ _service { sdl } }',
    '{ _entities(representations: []) { __typename } }',
  ])('is refused without a word: %s', async (document) => {
    const headers = { 'content-type': 'application/json', 'x-store-id': 'demo' };
    const answer = await request(`${service.url}/graphql`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query: document }),
    });
    expect(answer.statusCode).toBe(403);
    expect(await answer.body.text()).toBe('');
  });

  it('is refused when it was signed for another service', async () => {
    const elsewhere = createSubgraphClient(service.url, 'others');
    await expect(elsewhere('{ open }', { storeId: 'demo' })).rejects.toThrow('answered 403');
  });
});

describe('a field', () => {
  it('answers those its rule lets in', async () => {
    expect(await query('{ open }', { storeId: 'demo' })).toEqual({ data: { open: 'open' } });
    const authorization = await issuers.authorize({ kind: 'staff', permissions: ['things:read'] });
    expect(await query('{ staff }', { authorization })).toEqual({ data: { staff: 'staff' } });
  });

  it('refuses anonymous callers, and callers without the permission, with different codes', async () => {
    expect(code(await query('{ staff }', { storeId: 'demo' }))).toBe('UNAUTHENTICATED');
    const authorization = await issuers.authorize({ kind: 'customer' });
    expect(code(await query('{ staff }', { authorization }))).toBe('FORBIDDEN');
  });

  it('answers nobody when it has no rule', async () => {
    const authorization = await issuers.authorize({
      kind: 'staff',
      permissions: ['things:read', 'things:write'],
    });
    expect(code(await query('{ forgotten }', { authorization }))).toBe('FORBIDDEN');
    expect(
      code(
        await query(
          '{ __typename _entities(representations: [{__typename: "Thing", id: "1"}]) { ... on Thing { extra } } }',
          { authorization },
        ),
      ),
    ).toBe('FORBIDDEN');
  });

  it('gives a customer its own scope and a permission the whole store', async () => {
    const customer = await issuers.authorize({ kind: 'customer', id: 'c-1', storeId: 'acme' });
    const answer = await query<{ own: string }>('{ own }', {
      authorization: customer,
      storeId: 'demo',
    });
    expect(JSON.parse(answer.data.own)).toEqual({
      storeId: 'acme',
      customerId: 'c-1',
      actor: 'customer:c-1',
    });
    const staff = await issuers.authorize({ kind: 'staff', id: 's', permissions: ['things:read'] });
    const wide = await query<{ own: string }>('{ own }', { authorization: staff });
    expect(JSON.parse(wide.data.own)).toMatchObject({ storeId: 'demo', customerId: null });
  });

  it('asks anonymous callers for a store that exists', async () => {
    expect(code(await query('{ open }'))).toBe('BAD_USER_INPUT');
    expect(code(await query('{ open }', { storeId: 'elsewhere' }))).toBe('BAD_USER_INPUT');
  });

  it('answers no call for a store that it does not serve, and says so by the status', async () => {
    const authorization = await issuers.authorize({ kind: 'staff', storeId: 'elsewhere' });
    const [body, path] = ['{"query":"{ open }"}', '/graphql'];
    const headers = { authorization };
    const call = { service: 'things', path, headers, body };
    const answer = await request(`${service.url}${path}`, {
      method: 'POST',
      headers: {
        ...headers,
        'content-type': 'application/json',
        [signatureHeader]: signCall(internalSecret, 'gateway', call),
      },
      body,
    });
    expect(answer.statusCode).toBe(401);
    expect(await answer.body.json()).toEqual({
      errors: [{ message: expect.any(String), extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });

  it('says nothing of what went wrong inside', async () => {
    const broken = await query('{ broken }', { storeId: 'demo' });
    expect(code(broken)).toBe('INTERNAL_SERVER_ERROR');
    expect(JSON.stringify(broken)).not.toMatch(/hunter2|postgres|stack/i);
    expect(code(await query('{ unreachable }', { storeId: 'demo' }))).toBe('SERVICE_UNAVAILABLE');
  });
});

describe('a mutation', () => {
  it('is told to be done when only what its payload leads to fails', async () => {
    const change = 'mutation { change { id lost far secret shown } }';
    // The second time, the operation is executed without Apollo Server.
    for (let count = 0; count < 2; count += 1) {
      const answer = await query(change, { storeId: 'demo' });
      expect(answer.data).toEqual({
        change: { id: '1', lost: null, far: null, secret: null, shown: null },
      });
      expect(answer.errors?.map(({ path, extensions }) => [path?.[1], extensions?.code])).toEqual([
        ['lost', 'RESULT_UNAVAILABLE'],
        ['far', 'RESULT_UNAVAILABLE'],
        ['secret', 'RESULT_UNAVAILABLE'],
        ['shown', 'BAD_USER_INPUT'],
      ]);
      expect(JSON.stringify(answer)).not.toMatch(/hunter2|Connection/);
    }
  });

  it('is told to have failed when it has', async () => {
    for (let count = 0; count < 2; count += 1) {
      const answer = await query('mutation { refuse { id } change { id } }', { storeId: 'demo' });
      expect(answer.data).toEqual({ refuse: null, change: { id: '1' } });
      expect(code(answer)).toBe('SERVICE_UNAVAILABLE');
    }
  });
});

describe('a reference', () => {
  const entities = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) { ... on Thing { id } ... on Secret { id } }
  }`;

  it('is null for callers its rule refuses, and for types without a rule', async () => {
    const representations = [{ __typename: 'Thing', id: '1' }];
    const anonymous = await query(entities, { storeId: 'demo', variables: { representations } });
    expect(anonymous).toEqual({ data: { _entities: [null] } });
    const authorization = await issuers.authorize({ kind: 'staff' });
    const both = [...representations, { __typename: 'Secret', id: '1' }];
    const answer = await query(entities, { authorization, variables: { representations: both } });
    expect(answer.data).toEqual({ _entities: [{ id: '1' }, null] });
  });

  it('cannot be asked for more than a thousand at once', async () => {
    const authorization = await issuers.authorize({ kind: 'staff' });
    const representations = Array.from({ length: 1_001 }, (_, id) => ({
      __typename: 'Thing',
      id: String(id),
    }));
    expect(code(await query(entities, { authorization, variables: { representations } }))).toBe(
      'BAD_USER_INPUT',
    );
  });
});

describe('a peer', () => {
  it('reads an entity on its own account, and knows missing from unreachable', async () => {
    const peer = createPeer({
      service: 'things',
      url: service.url,
      caller: 'others',
      secret: internalSecret,
    });
    const shape = z.object({ id: z.string() });
    expect(await peer.entity('demo', { __typename: 'Thing', id: '7' }, 'id', shape)).toEqual({
      id: '7',
    });
    expect(await peer.entity('demo', { __typename: 'Secret', id: '7' }, 'id', shape)).toBeNull();
    await peer.close();
    const nobody = createPeer({
      service: 'things',
      url: 'http://127.0.0.1:9',
      caller: 'others',
      secret: internalSecret,
    });
    await expect(
      nobody.entity('demo', { __typename: 'Thing', id: '7' }, 'id', shape),
    ).rejects.toThrow('is not available');
    await nobody.close();
  });
});
