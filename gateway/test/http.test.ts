import { once } from 'node:events';
import { connect } from 'node:net';
import { createTestIssuers } from '@customer-graph/testing';
import { getIntrospectionQuery } from 'graphql';
import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGatewayProcess, type GatewayProcess } from './fixture/gateway-process.ts';
import { post, query } from './fixture/query.ts';
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
    environment: { CORS_ORIGINS: 'https://shop.example' },
  });
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([people.stop(), posts.stop()]);
});

/** Audits of GraphQL over HTTP that the gateway does not pass; README.md gives the reason for each. */
const deviations = [
  '572B warn SHOULD use 200 status code on document parsing failure when accepting application/json',
  '5A70 notice MAY accept application/x-www-form-urlencoded formatted GET requests',
  '6A70 notice MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json',
  '7B9B warn SHOULD use a status code of 200 on variable coercion failure when accepting application/json',
  'D6D5 notice MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json',
  'FDE2 warn SHOULD use 200 status code on document validation failure when accepting application/json',
];

it('follows GraphQL over HTTP, apart from what README.md explains', async () => {
  const audits = serverAudits({ url: gateway.url, fetchFn: fetch });
  const results = await Promise.all(audits.map((audit) => audit.fn()));
  expect(results.length).toBeGreaterThan(50);
  const failed = results.filter(({ status }) => status !== 'ok');
  expect(failed.map(({ id, name, status }) => `${id} ${status} ${name}`).sort()).toEqual(
    deviations,
  );
});

describe('requests from browsers', () => {
  const preflight = (origin: string) =>
    fetch(gateway.url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-store-id',
      },
    });

  it.each(['https://shop.example', 'https://studio.apollographql.com'])(
    'are allowed from %s',
    async (origin) => {
      const response = await preflight(origin);
      expect(response.status).toBe(204);
      expect(response.headers.get('access-control-allow-origin')).toBe(origin);
      expect(response.headers.get('access-control-allow-headers')).toBe(
        'authorization,content-type,x-store-id',
      );
      expect(response.headers.get('access-control-allow-credentials')).toBeNull();
      const answer = await query(gateway.url, '{ me { id } }', { headers: { origin } });
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
      expect(answer.headers.get('access-control-expose-headers')).toContain('x-request-id');
    },
  );

  it('are readable by the page even when they are refused', async () => {
    const answer = await query(gateway.url, '{ me { id } }', {
      headers: { origin: 'https://shop.example', authorization: 'Bearer forged' },
    });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://shop.example');
  });

  it.each(['https://evil.example', 'https://shop.example.evil.example', 'null'])(
    'are not allowed from %s',
    async (origin) => {
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
    },
  );
});

describe('answers', () => {
  it('are not stored, not sniffed, not framed', async () => {
    const { headers } = await query(gateway.url, '{ me { id } }');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('are compressed when they are long and the client can read it', async () => {
    const list = '{ people(first: 100) { nodes { id name } } }';
    const long = await query(gateway.url, list, { headers: { 'accept-encoding': 'gzip' } });
    expect(long.headers.get('content-encoding')).toBe('gzip');
    expect(long.errors).toEqual([]);
    const plain = await query(gateway.url, list, { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
  });

  it('tell the cost and, when asked, the query plan in development', async () => {
    const answer = await query(gateway.url, '{ people(first: 3) { nodes { postCount } } }', {
      headers: { 'apollo-query-plan-experimental': '1' },
    });
    expect(answer.extensions).toMatchObject({
      cost: 4,
      __queryPlanExperimental: expect.stringContaining('Fetch(service: "posts")'),
    });
  });

  it('are JSON with a code at any other path and for any other method', async () => {
    for (const [path, method] of [
      ['/nothing', 'GET'],
      ['/graphql', 'DELETE'],
      ['/../../etc/passwd', 'GET'],
    ] as const) {
      const response = await fetch(`${gateway.origin}${path}`, { method });
      expect(response.status).toBe(404);
      expect(await response.json()).toEqual({
        errors: [{ message: 'Not found', extensions: { code: 'NOT_FOUND' } }],
      });
    }
  });

  it('take a body that begins with a byte order mark', async () => {
    const answer = await post(gateway.url, '\ufeff{"query":"{ me { name } }"}');
    expect(answer).toMatchObject({ status: 200, data: { me: { name: 'Person 1' } }, errors: [] });
  });

  it('are JSON with a code when headers are too large, and when bytes are no request', async () => {
    const large = await fetch(gateway.url, { headers: { 'x-large': 'x'.repeat(20_000) } });
    expect(large.status).toBe(431);
    expect(large.headers.get('content-type')).toContain('application/json');
    expect(await large.json()).toEqual({
      errors: [
        {
          message: 'The request headers are too large',
          extensions: { code: 'OPERATION_LIMIT_EXCEEDED' },
        },
      ],
    });
    const socket = connect(Number(new URL(gateway.origin).port), '127.0.0.1');
    socket.end('no request\r\n\r\n');
    const [text] = await socket.setEncoding('utf8').take(1).toArray();
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request[^]*"code":"BAD_REQUEST"/);
  });

  it('refuse bodies that are not JSON with one clear error', async () => {
    for (const body of [
      '',
      '{',
      'null',
      '[]',
      '"x"',
      '[{"query":"{ me { id } }"}]',
      '{"__proto__":{"query":"{me{id}}"}}',
    ]) {
      const response = await fetch(gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        errors: [{ extensions: { code: 'BAD_REQUEST' } }],
      });
    }
  });
});

describe('the landing page', () => {
  it('can read the schema as explorers do', async () => {
    const answer = await query(
      gateway.url,
      getIntrospectionQuery({ specifiedByUrl: true, inputValueDeprecation: true, oneOf: true }),
    );
    expect(answer.errors).toEqual([]);
  });

  it('offers Apollo Sandbox to browsers', async () => {
    const response = await fetch(gateway.url, { headers: { accept: 'text/html' } });
    expect(response.headers.get('content-type')).toContain('text/html');
    const page = await response.text();
    expect(page).toContain('embeddable-sandbox');
    // What is shown where there is no internet.
    expect(page).toContain('<a href="/explorer">');
  });

  it('is what the root of the server leads to', async () => {
    const response = await fetch(`${gateway.origin}/`, { headers: { accept: 'text/html' } });
    expect(response.url).toBe(gateway.url);
    expect(await response.text()).toContain('embeddable-sandbox');
  });
});

describe('clients that are slow on purpose', () => {
  it('are cut off when their headers do not come to an end', async () => {
    const startedAt = performance.now();
    const socket = connect(Number(new URL(gateway.origin).port), '127.0.0.1');
    socket.write('POST /graphql HTTP/1.1\r\nhost: x\r\nx-slow: ');
    const timer = setInterval(() => socket.write('a'), 200);
    socket.on('error', () => {});
    await once(socket.resume(), 'close');
    clearInterval(timer);
    expect(performance.now() - startedAt).toBeLessThan(9_000);
  });
});
