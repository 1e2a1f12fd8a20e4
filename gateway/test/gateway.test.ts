import { createTestIssuers, type TestIssuers } from '@customer-graph/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startGatewayProcess, type GatewayProcess } from './fixture/gateway-process.ts';
import { codesOf, query, type Answer } from './fixture/query.ts';
import { startPeople, startPosts, type FixtureSubgraph } from './fixture/subgraph.ts';

let issuers: TestIssuers;
let people: FixtureSubgraph;
let posts: FixtureSubgraph;
let gateway: GatewayProcess;

beforeAll(async () => {
  issuers = await createTestIssuers();
  [people, posts] = await Promise.all([startPeople(), startPosts()]);
  gateway = await startGatewayProcess({ issuers, urls: { people: people.url, posts: posts.url } });
});
afterAll(async () => {
  expect(await gateway.stop()).toBe(0);
  await Promise.all([people.stop(), posts.stop()]);
});

/** The headers with which the subgraph was called. */
function headersSeen(answer: Answer): Record<string, unknown> {
  const { whoAmI } = z.object({ whoAmI: z.object({ headers: z.string() }) }).parse(answer.data);
  return z.record(z.string(), z.unknown()).parse(JSON.parse(whoAmI.headers));
}

describe('joining modules', () => {
  it('answers one query from two modules, with one call for each contributed type', async () => {
    const before = posts.calls.length;
    const answer = await query(
      gateway.url,
      '{ people(first: 20) { totalCount nodes { name postCount posts(first: 1) { title } } } }',
    );
    expect(answer.errors).toEqual([]);
    expect(answer.status).toBe(200);
    expect(answer.data).toMatchObject({
      people: { totalCount: 1000, nodes: { 4: { postCount: 5, posts: [{ title: 'Post 5-0' }] } } },
    });
    expect(posts.calls.length - before).toBe(1);
  });

  it('names the value that is missing when a module refers to an entity that its owner does not know', async () => {
    const answer = await query(gateway.url, '{ post(id: "lost") { title author { name } } }');
    expect(answer.data).toEqual({ post: null });
    expect(answer.errors).toMatchObject([
      { path: ['post', 'author', 'name'], extensions: { code: 'VALUE_MISSING' } },
    ]);
    expect(answer.extensions).not.toHaveProperty('valueCompletion');
  });
});

describe('what a subgraph is told', () => {
  it('forwards the token, the store, ids and the client, and nothing else that the client sent', async () => {
    const authorization = await issuers.authorize({ kind: 'customer' });
    const answer = await query(gateway.url, '{ whoAmI { headers } }', {
      headers: {
        authorization,
        'x-store-id': 'demo',
        'x-request-id': 'request-1',
        'user-agent': 'Browser/1.0',
        'x-user-id': 'admin',
        'x-role': 'admin',
        'x-gateway-signature': 'forged',
        'x-forwarded-for': '203.0.113.9',
        'x-client-address': '203.0.113.9',
        cookie: 'a=b',
      },
    });
    const { 'x-gateway-signature': signature, ...rest } = headersSeen(answer);
    for (const name of ['host', 'connection', 'content-length']) delete rest[name];
    expect(rest).toEqual({
      accept: 'application/graphql-response+json, application/json',
      'content-type': 'application/json',
      authorization,
      'x-store-id': 'demo',
      'x-request-id': 'request-1',
      'x-client-address': '127.0.0.1',
      'x-client-user-agent': 'Browser/1.0',
    });
    expect(signature).toMatch(/^v1 gateway /);
    expect(answer.headers.get('x-request-id')).toBe('request-1');
  });

  it('replaces a request id that is not one', async () => {
    const answer = await query(gateway.url, '{ me { id } }', {
      headers: { 'x-request-id': 'a b' },
    });
    expect(answer.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  });
});

describe('behind a proxy that is trusted', () => {
  it('tells subgraphs the address that the proxy saw, not what the client claimed before', async () => {
    const behind = await startGatewayProcess({
      issuers,
      urls: { people: people.url, posts: posts.url },
      environment: { TRUST_PROXY: '1' },
    });
    const answer = await query(behind.url, '{ whoAmI { headers } }', {
      headers: { 'x-forwarded-for': '10.1.1.1, 203.0.113.9' },
    });
    expect(headersSeen(answer)).toMatchObject({
      'x-client-address': '203.0.113.9',
    });
    await behind.stop();
  });
});

describe('tokens', () => {
  it('lets anonymous callers through', async () => {
    expect((await query(gateway.url, '{ me { id } }')).data).toEqual({ me: { id: '1' } });
  });

  it.each(['Bearer nonsense', 'Basic YTpi', 'Bearer a.b.c', ''])(
    'refuses %j at once, before any subgraph is asked',
    async (authorization) => {
      const before = people.calls.length;
      const answer = await query(gateway.url, '{ me { id } }', { headers: { authorization } });
      expect(answer.status).toBe(401);
      expect(codesOf(answer)).toEqual(['UNAUTHENTICATED']);
      expect(people.calls.length).toBe(before);
    },
  );
});

describe('errors of subgraphs', () => {
  it.each([
    'UNAUTHENTICATED',
    'FORBIDDEN',
    'BAD_USER_INPUT',
    'SERVICE_UNAVAILABLE',
    'RATE_LIMITED',
  ])('passes %s on with its message and the module', async (code) => {
    const answer = await query(gateway.url, '{ fail(code: "' + code + '") }');
    expect(answer.errors).toEqual([
      { message: `canary-${code}`, path: ['fail'], extensions: { code, service: 'people' } },
    ]);
  });

  it('hides any other error', async () => {
    const answer = await query(gateway.url, '{ fail(code: "P2002") }');
    expect(answer.errors).toEqual([
      {
        message: 'Internal server error',
        path: ['fail'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', service: 'people' },
      },
    ]);
    expect(answer.text).not.toContain('canary');
  });
});

describe('health', () => {
  it('is alive and ready, and tells the state of each subgraph', async () => {
    expect((await fetch(`${gateway.origin}/livez`)).status).toBe(200);
    const ready = await fetch(`${gateway.origin}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({
      status: 'ready',
      supergraph: { refused: null },
      subgraphs: { people: 'up', posts: 'up' },
    });
  });
});
