import { rename, writeFile } from 'node:fs/promises';
import { createTestIssuers } from '@customer-graph/testing';
import { parse } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { composeSupergraph } from '../src/compose/compose-supergraph.ts';
import { eventually } from './fixture/eventually.ts';
import { startFaultProxy, type FaultProxy } from './fixture/fault-proxy.ts';
import { startGatewayProcess, type GatewayProcess } from './fixture/gateway-process.ts';
import { codesOf, query } from './fixture/query.ts';
import { people as peopleSdl, posts as postsSdl } from './fixture/schemas.ts';
import { startPeople, startPosts, type FixtureSubgraph } from './fixture/subgraph.ts';

let people: FixtureSubgraph;
let posts: FixtureSubgraph;
let peopleProxy: FaultProxy;
let postsProxy: FaultProxy;
let gateway: GatewayProcess;

const module = (name: string, url: string, sdl: string) => ({ name, url, typeDefs: parse(sdl) });
const supergraph = (...others: ReturnType<typeof module>[]) =>
  composeSupergraph([module('people', peopleProxy.url, peopleSdl), ...others]).supergraph;

const loaded = async () => {
  const answer = await fetch(`${gateway.origin}/readyz`);
  const { supergraph }: { supergraph: { id: string } } = JSON.parse(await answer.text());
  return supergraph.id;
};

async function swap(sdl: string): Promise<void> {
  const before = await loaded();
  await writeFile(`${gateway.supergraphPath}.new`, sdl);
  await rename(`${gateway.supergraphPath}.new`, gateway.supergraphPath);
  await eventually(async () => expect(await loaded()).not.toBe(before), 10_000);
}

async function start(planExecutor: string): Promise<void> {
  const issuers = await createTestIssuers();
  gateway = await startGatewayProcess({
    issuers,
    urls: { people: peopleProxy.url, posts: postsProxy.url },
    environment: {
      PLAN_EXECUTOR: planExecutor,
      REQUEST_TIMEOUT_MS: '20000',
      TRAFFIC_SHAPING:
        '{"all":{"timeout":20000,"headersTimeout":20000},"posts":{"maxConcurrency":1}}',
    },
  });
}

beforeEach(async () => {
  [people, posts] = await Promise.all([startPeople(), startPosts()]);
  [peopleProxy, postsProxy] = await Promise.all([
    startFaultProxy(people.url),
    startFaultProxy(posts.url),
  ]);
});
afterEach(async () => {
  peopleProxy.release();
  postsProxy.release();
  await gateway.stop();
  await Promise.all([peopleProxy, postsProxy, people, posts].map((server) => server.stop()));
});

const joined = '{ person(id: "7") { name postCount } }';
const whole = { person: { name: 'Person 7', postCount: 7 } };

describe.each(['compiled', 'apollo'])(
  'a request that runs while the graph changes (%s)',
  (plans) => {
    it.each([
      ['its next module leaves', () => supergraph()],
      [
        'the types of its next module change',
        () =>
          supergraph(
            module('posts', postsProxy.url, postsSdl.replace('postCount: Int', 'postCount: [Int]')),
          ),
      ],
      [
        'its next module moves to where nobody listens yet',
        () => supergraph(module('posts', 'http://127.0.0.1:1/graphql', postsSdl)),
      ],
    ])('ends by the graph that it began with when %s', async (_name, next) => {
      await start(plans);
      expect((await query(gateway.url, joined)).data).toEqual(whole);
      peopleProxy.fault = 'hold';
      const before = peopleProxy.received;
      const running = query(gateway.url, joined);
      await eventually(async () => expect(peopleProxy.received).toBe(before + 1));
      await swap(next());
      peopleProxy.release();
      const answer = await running;
      expect(codesOf(answer)).toEqual([]);
      expect(answer.data).toEqual(whole);
    });

    it('makes its waiting calls to a module that has left', async () => {
      await start(plans);
      postsProxy.fault = 'hold';
      const running = [query(gateway.url, joined), query(gateway.url, joined)];
      await eventually(async () => expect(postsProxy.received).toBe(1));
      await swap(supergraph());
      postsProxy.fault = 'none';
      postsProxy.release();
      for (const { data, errors } of await Promise.all(running))
        expect({ data, errors }).toEqual({ data: whole, errors: [] });
    });
  },
);
