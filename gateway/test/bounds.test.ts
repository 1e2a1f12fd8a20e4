import { startForgeryIssuers, type ForgeryIssuers } from '@customer-graph/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startFaultProxy, type FaultProxy } from './fixture/fault-proxy.ts';
import { startGatewayProcess, type GatewayProcess } from './fixture/gateway-process.ts';
import { codesOf, query } from './fixture/query.ts';
import { startPeople, startPosts, type FixtureSubgraph } from './fixture/subgraph.ts';

let issuers: ForgeryIssuers;
let people: FixtureSubgraph;
let posts: FixtureSubgraph;
let proxy: FaultProxy;
let gateway: GatewayProcess;

const nowhere = 'http://127.0.0.1:1';

beforeAll(async () => {
  [issuers, people, posts] = await Promise.all([
    startForgeryIssuers(),
    startPeople(),
    startPosts(),
  ]);
  proxy = await startFaultProxy(posts.url);
  gateway = await startGatewayProcess({
    issuers: { trusted: issuers.trusted.map((issuer) => ({ ...issuer, jwksUrl: nowhere })) },
    urls: { people: people.url, posts: `${nowhere}/graphql` },
    environment: {
      SUBGRAPH_URL_POSTS: proxy.url,
      REQUEST_TIMEOUT_MS: '700',
      LIMITS: '{"errors":3}',
      TRAFFIC_SHAPING: '{"all":{"timeout":20000,"headersTimeout":20000}}',
    },
  });
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([people.stop(), proxy.stop(), posts.stop(), issuers.stop()]);
});
beforeEach(() => {
  proxy.fault = 'none';
});

it('calls a module where the environment says, not where the supergraph does', async () => {
  const answer = await query(gateway.url, '{ person(id: "7") { name postCount } }');
  expect(answer.data).toEqual({ person: { name: 'Person 7', postCount: 7 } });
});

it('answers with what is there when the time of a request is over', async () => {
  proxy.fault = 'hang';
  const answer = await query(gateway.url, '{ person(id: "7") { name postCount } }');
  expect(answer.data).toEqual({ person: { name: 'Person 7', postCount: null } });
  expect(codesOf(answer)).toEqual(['SUBGRAPH_TIMEOUT']);
  expect(answer.took).toBeGreaterThan(600);
  expect(answer.took).toBeLessThan(3_000);
});

it('tells as many errors as are allowed, and no more', async () => {
  const fails = ['a', 'b', 'c', 'd', 'e'].map((alias) => `${alias}: fail(code: "FORBIDDEN")`);
  const answer = await query(gateway.url, `{ ${fails.join(' ')} }`);
  expect(codesOf(answer)).toEqual(['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN']);
  const unknown = await query(gateway.url, '{ a b c d e f g h }');
  expect(unknown.status).toBe(400);
  expect(unknown.errors).toHaveLength(3);
});

it('says that tokens cannot be checked while an issuer was never reachable, and serves the others', async () => {
  const authorization = `Bearer ${await issuers.customerToken()}`;
  const refused = await query(gateway.url, '{ me { id } }', { headers: { authorization } });
  expect(refused.status).toBe(503);
  expect(codesOf(refused)).toEqual(['SERVICE_UNAVAILABLE']);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(refused.text).not.toContain('127.0.0.1');
  expect((await query(gateway.url, '{ me { id } }')).data).toEqual({ me: { id: '1' } });
});
