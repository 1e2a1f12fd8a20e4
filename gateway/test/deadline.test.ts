import { createTestIssuers } from '@customer-graph/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { eventually } from './fixture/eventually.ts';
import { startFaultProxy, type FaultProxy } from './fixture/fault-proxy.ts';
import { startGatewayProcess, type GatewayProcess } from './fixture/gateway-process.ts';
import { codesOf, query } from './fixture/query.ts';
import { startPeople, startPosts, type FixtureSubgraph } from './fixture/subgraph.ts';

let people: FixtureSubgraph;
let posts: FixtureSubgraph;
let peopleProxy: FaultProxy;
let postsProxy: FaultProxy;
let gateway: GatewayProcess;

beforeAll(async () => {
  const issuers = await createTestIssuers();
  [people, posts] = await Promise.all([startPeople(), startPosts()]);
  [peopleProxy, postsProxy] = await Promise.all([
    startFaultProxy(people.url),
    startFaultProxy(posts.url),
  ]);
  gateway = await startGatewayProcess({
    issuers,
    urls: { people: peopleProxy.url, posts: postsProxy.url },
    environment: { REQUEST_TIMEOUT_MS: '550', TRAFFIC_SHAPING: '{"all":{"breakerThreshold":3}}' },
  });
});
beforeEach(() => {
  peopleProxy.fault = 'none';
  postsProxy.fault = 'none';
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([peopleProxy, postsProxy, people, posts].map((server) => server.stop()));
});

it('does not hold it against a module that other modules used up the time of a request', async () => {
  peopleProxy.fault = 'slow';
  postsProxy.fault = 'slow';
  for (let count = 0; count < 4; count += 1) {
    const answer = await query(gateway.url, '{ person(id: "7") { name postCount } }');
    expect(answer.data).toEqual({ person: { name: 'Person 7', postCount: null } });
    expect(codesOf(answer)).toEqual(['SUBGRAPH_TIMEOUT']);
  }
  const alone = await query(gateway.url, '{ post(id: "1") { title } }');
  expect(alone.data).toEqual({ post: { title: 'Post 1' } });
});

it('stops in ten seconds, however long calls may take', async () => {
  const patient = await startGatewayProcess({
    issuers: await createTestIssuers(),
    urls: { people: people.url, posts: postsProxy.url },
    environment: {
      REQUEST_TIMEOUT_MS: '25000',
      TRAFFIC_SHAPING: '{"all":{"timeout":25000,"headersTimeout":25000}}',
    },
  });
  postsProxy.fault = 'hang';
  const before = postsProxy.received;
  const cut = expect(query(patient.url, '{ post(id: "1") { title } }')).rejects.toThrow();
  await eventually(async () => expect(postsProxy.received).toBe(before + 1));
  const startedAt = performance.now();
  expect(await patient.stop()).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  await cut;
});

it.each(['countOf', 'toString: countOf'])(
  'does not spend seconds on all that is wrong with a variable (%s)',
  async (field) => {
    const text = `query ($numbers: [Int!]) { ${field}(numbers: $numbers) }`;
    const numbers = Array.from({ length: 20_000 }, () => 1.5);
    const answer = await query(gateway.url, text, { variables: { numbers } });
    expect(answer.errors).toHaveLength(50);
    expect([...new Set(codesOf(answer))]).toEqual(['BAD_USER_INPUT']);
    expect(answer.took).toBeLessThan(1_000);
  },
);
