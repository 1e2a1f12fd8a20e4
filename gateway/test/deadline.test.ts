import { createTestIssuers } from '@customer-graph/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
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
