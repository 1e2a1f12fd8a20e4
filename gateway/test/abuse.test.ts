import { createTestIssuers } from '@customer-graph/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGatewayProcess, type GatewayProcess } from './fixture/gateway-process.ts';
import { codesOf, post, query } from './fixture/query.ts';
import { startPeople, startPosts, type FixtureSubgraph } from './fixture/subgraph.ts';

let people: FixtureSubgraph;
let posts: FixtureSubgraph;
let gateway: GatewayProcess;

beforeAll(async () => {
  const issuers = await createTestIssuers();
  [people, posts] = await Promise.all([startPeople(), startPosts()]);
  gateway = await startGatewayProcess({
    issuers,
    urls: { people: people.url, posts: posts.url },
    environment: { NODE_ENV: 'production' },
  });
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([people.stop(), posts.stop()]);
});

const repeat = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');

/** Fragments of which each spreads the next one twice: 2^levels fields in a few bytes. */
const fragmentBomb = (levels: number) =>
  `{ me { ...F0 } } ${repeat(levels, (i) => `fragment F${i} on Person { a: friends(first: 1) { nodes { ...F${i + 1} } } b: friends(first: 1) { nodes { ...F${i + 1} } } }`)} fragment F${levels} on Person { id }`;
const flatFragmentBomb = `{ me { ...F0 } } ${repeat(14, (i) => `fragment F${i} on Person { ...F${i + 1} ...F${i + 1} }`)} fragment F14 on Person { id name }`;

const hostile: readonly (readonly [name: string, document: string])[] = [
  [
    '5,000 aliased mutations',
    `mutation { ${repeat(5_000, (i) => `m${i}: publish(title: "t${i}") { id }`)} }`,
  ],
  [
    '1,000 aliased entity queries',
    `{ ${repeat(1_000, (i) => `p${i}: person(id: "${i}") { postCount }`)} }`,
  ],
  ['nested fragments', fragmentBomb(6)],
  ['nested fragments without aliases', flatFragmentBomb],
  [
    '12 lists inside each other',
    `{ people(first: 10) { nodes { ${'friends(first: 10) { nodes { '.repeat(5)} id ${'} }'.repeat(5)} } } }`,
  ],
  ['2,000 levels', `{ me ${'{ friends { nodes '.repeat(650)} { id } ${'} }'.repeat(650)} }`],
  [
    'a fragment inside itself',
    '{ me { ...F } } fragment F on Person { friends { nodes { ...F } } }',
  ],
  ['2,000 directives', `{ me { id ${'@include(if: true) '.repeat(300)} } }`],
  ['2,000 unknown directives', `{ me { id ${'@x '.repeat(900)} } }`],
  ['31 aliases', `{ ${repeat(31, (i) => `a${i}: __typename`)} }`],
  ['2,500 tokens', `{ me { ${'id '.repeat(2_500)} } }`],
  [
    'deep introspection',
    `{ __schema { types { ${'fields { type { fields { name } '.repeat(1)} ${'fields { type { '.repeat(12)} name ${'} }'.repeat(12)} } } } } }`,
  ],
  [
    'lists of a thousand inside each other',
    '{ people(first: 1000) { nodes { friends(first: 1000) { nodes { id } } } } }',
  ],
];

describe('hostile documents', () => {
  it.each(hostile)(
    'refuses %s with a small 400 in under 50 ms, and stays responsive',
    async (_, document) => {
      await query(gateway.url, '{ me { id } }');
      const before = people.calls.length + posts.calls.length;
      const startedAt = performance.now();
      const [answer, live] = await Promise.all([
        query(gateway.url, document),
        fetch(`${gateway.origin}/livez`).then(() => performance.now() - startedAt),
      ]);
      expect([400, 413]).toContain(answer.status);
      expect(answer.errors.length).toBeGreaterThan(0);
      expect(answer.errors.length).toBeLessThanOrEqual(10);
      expect(answer.text.length).toBeLessThan(5_000);
      expect(answer.data).toBeUndefined();
      // The quickest of three: what else the machine does is not the document's cost.
      const tries = [
        answer,
        await query(gateway.url, document),
        await query(gateway.url, document),
      ];
      expect(Math.min(...tries.map(({ took }) => took))).toBeLessThan(50);
      expect(live).toBeLessThan(500);
      expect(people.calls.length + posts.calls.length).toBe(before);
      expect((await query(gateway.url, '{ me { name } }')).took).toBeLessThan(1_000);
    },
  );

  it('cuts a body of 20 MB', async () => {
    const answer = await post(
      gateway.url,
      JSON.stringify({ query: `{ me { id } } #${'x'.repeat(20_000_000)}` }),
    ).catch(() => undefined);
    // The server may close the connection while the client still writes.
    if (answer) expect(answer.status).toBe(413);
    expect((await query(gateway.url, '{ me { id } }')).status).toBe(200);
  });
});

describe('page sizes', () => {
  it.each(['1000000000', '-5', '0', '101'])('refuses first: %s as bad input', async (first) => {
    const answer = await query(gateway.url, `{ people(first: ${first}) { totalCount } }`);
    expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
  });

  it.each([1e9, -5, 1.5, 2 ** 40, '7', { not: '' }])(
    'refuses the variable %j as bad input',
    async (first) => {
      const answer = await query(
        gateway.url,
        'query ($first: Int) { people(first: $first) { totalCount } }',
        {
          variables: { first },
        },
      );
      expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
    },
  );
});

describe('requests from other sites', () => {
  it('refuses a text/plain POST', async () => {
    const answer = await post(gateway.url, '{"query":"{ me { id } }"}', {
      'content-type': 'text/plain',
    });
    expect(answer.status).toBe(415);
  });

  it('refuses a GET that a page could send without a preflight', async () => {
    const response = await fetch(`${gateway.url}?query={me{id}}`);
    expect(response.status).toBe(400);
  });

  it('answers a GET query that carries a preflight header, and refuses a GET mutation', async () => {
    const headers = { 'apollo-require-preflight': '1' };
    expect((await fetch(`${gateway.url}?query={me{id}}`, { headers })).status).toBe(200);
    const mutation = await fetch(`${gateway.url}?query=mutation{publish(title:"x"){id}}`, {
      headers,
    });
    expect(mutation.status).toBe(405);
    expect(mutation.headers.get('allow')).toBe('POST');
  });

  it('grants no origin that is not configured', async () => {
    const response = await fetch(gateway.url, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('what production keeps to itself', () => {
  it('answers no introspection', async () => {
    expect((await query(gateway.url, '{ __schema { types { name } } }')).status).toBe(400);
  });

  it('shows no query plan and no cost', async () => {
    const answer = await query(gateway.url, '{ me { id } }', {
      headers: { 'apollo-query-plan-experimental': '1' },
    });
    expect(answer.extensions).toBeUndefined();
  });

  it('suggests no names for a misspelt field', async () => {
    expect((await query(gateway.url, '{ mee { id } }')).text).not.toContain('Did you mean');
  });

  it('has no landing page', async () => {
    const response = await fetch(gateway.url, { headers: { accept: 'text/html' } });
    expect(await response.text()).not.toContain('<html');
  });
});
