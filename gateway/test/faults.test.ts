import { createTestIssuers } from '@customer-graph/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startFaultProxy, type Fault, type FaultProxy } from './fixture/fault-proxy.ts';
import { startGatewayProcess, type GatewayProcess } from './fixture/gateway-process.ts';
import { codesOf, query, type Answer } from './fixture/query.ts';
import { startPeople, startPosts, type FixtureSubgraph } from './fixture/subgraph.ts';
import { eventually } from './fixture/eventually.ts';

let people: FixtureSubgraph;
let posts: FixtureSubgraph;
let proxy: FaultProxy;
let gateway: GatewayProcess;

const joined = '{ people(first: 2) { nodes { name postCount } } }';

beforeAll(async () => {
  const issuers = await createTestIssuers();
  [people, posts] = await Promise.all([startPeople(), startPosts()]);
  proxy = await startFaultProxy(posts.url);
  gateway = await startGatewayProcess({
    issuers,
    urls: { people: people.url, posts: proxy.url },
    environment: {
      NODE_ENV: 'production',
      TRAFFIC_SHAPING: '{"posts":{"timeout":1000,"probeInterval":100}}',
    },
  });
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([people.stop(), proxy.stop(), posts.stop()]);
});

/** Until the breaker lets calls through again. */
const healthy = () =>
  eventually(async () => {
    const answer = await query(gateway.url, joined);
    expect(answer.errors).toEqual([]);
  });

beforeEach(async () => {
  proxy.fault = 'none';
  await healthy();
});

function expectOnlyPostsMissing(answer: Answer, code: string): void {
  expect(answer.status).toBe(200);
  expect(answer.data).toEqual({
    people: {
      nodes: [
        { name: 'Person 1', postCount: null },
        { name: 'Person 2', postCount: null },
      ],
    },
  });
  expect(codesOf(answer)).toEqual([code, code]);
  expect(answer.errors.map(({ path }) => path)).toEqual(
    [0, 1].map((index) => ['people', 'nodes', index, 'postCount']),
  );
  expect(answer.errors[0]?.extensions.service).toBe('posts');
  expect(Object.keys(answer.errors[0]?.extensions ?? {}).sort()).toEqual(['code', 'service']);
  expect(answer.text).not.toMatch(/canary|127\.0\.0\.1|\.ts|undici|ECONN|stack/);
}

describe('a module that fails costs its own fields', () => {
  it.each<Fault>(['reset', 'html', 'bad-json', 'not-an-object', 'short-list', 'huge'])(
    'when it answers with: %s',
    async (fault) => {
      proxy.fault = fault;
      const answer = await query(gateway.url, joined);
      expectOnlyPostsMissing(answer, 'SUBGRAPH_UNAVAILABLE');
      expect(answer.took).toBeLessThan(1_000);
    },
  );

  it('when it answers with status 500 and an error, which is hidden', async () => {
    proxy.fault = 'status-500';
    expectOnlyPostsMissing(await query(gateway.url, joined), 'INTERNAL_SERVER_ERROR');
  });

  it.each<Fault>(['hang', 'hang-in-body'])(
    'within its timeout, when it shows: %s',
    async (fault) => {
      proxy.fault = fault;
      const answer = await query(gateway.url, joined);
      expectOnlyPostsMissing(answer, 'SUBGRAPH_TIMEOUT');
      expect(answer.took).toBeLessThan(1_500);
    },
  );

  it('not when it is merely slow', async () => {
    proxy.fault = 'slow';
    expect((await query(gateway.url, joined)).errors).toEqual([]);
  });
});

describe('a mutation that was done', () => {
  it.each<Fault>(['reset', 'html', 'bad-json', 'short-list', 'status-500', 'hang'])(
    'says so, and shows what was written, when the next module shows: %s',
    async (fault) => {
      proxy.fault = fault;
      const answer = await query(
        gateway.url,
        'mutation { first: rename(id: "1", name: "New") { id name postCount posts { title } } }',
      );
      expect(answer.data).toEqual({
        first: { id: '1', name: 'New', postCount: null, posts: null },
      });
      expect(answer.errors.map(({ path, extensions }) => [path, extensions])).toEqual(
        ['postCount', 'posts'].map((field) => [
          ['first', field],
          { code: 'RESULT_UNAVAILABLE', service: 'posts' },
        ]),
      );
    },
  );

  it('is not said of one that itself failed', async () => {
    proxy.fault = 'reset';
    const answer = await query(
      gateway.url,
      'mutation { rename(id: "1", name: "New") { name } publish(title: "x") { id title } }',
    );
    expect(answer.data).toEqual({ rename: { name: 'New' }, publish: null });
    expect(answer.errors).toMatchObject([
      { path: ['publish'], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } },
    ]);
  });
});

describe('retries', () => {
  it('tries a query twice', async () => {
    proxy.fault = 'reset';
    const before = proxy.received;
    await query(gateway.url, joined);
    expect(proxy.received - before).toBe(2);
  });

  it('tries a mutation exactly once', async () => {
    proxy.fault = 'reset';
    const before = proxy.received;
    const answer = await query(gateway.url, 'mutation { publish(title: "once") { id } }');
    expect(codesOf(answer)).toEqual(['SUBGRAPH_UNAVAILABLE']);
    expect(proxy.received - before).toBe(1);
  });
});

describe('the breaker', () => {
  it('spares callers the wait for a module that hangs, and recovers soon after it does', async () => {
    proxy.fault = 'hang';
    const took: number[] = [];
    const client = async () => {
      for (let count = 0; count < 40; count += 1)
        took.push((await query(gateway.url, joined)).took);
    };
    await Promise.all(Array.from({ length: 5 }, client));
    expect(took).toHaveLength(200);
    expect(took.sort((a, b) => a - b)[100]).toBeLessThan(100);

    proxy.fault = 'none';
    const repairedAt = performance.now();
    await healthy();
    expect(performance.now() - repairedAt).toBeLessThan(2_000);
  });
});

describe('starting', () => {
  it('serves what is there and tells what is not', async () => {
    const issuers = await createTestIssuers();
    const partial = await startGatewayProcess({
      issuers,
      urls: { people: people.url, posts: 'http://127.0.0.1:1/graphql' },
    });
    const ready = await fetch(`${partial.origin}/readyz`);
    expect(await ready.json()).toMatchObject({ subgraphs: { people: 'up', posts: 'down' } });
    expectOnlyPostsMissing(await query(partial.url, joined), 'SUBGRAPH_UNAVAILABLE');
    expect(await partial.stop()).toBe(0);
  });
});

describe('stopping', () => {
  it('finishes a request in flight, refuses new ones and exits with 0', async () => {
    const issuers = await createTestIssuers();
    const stopped = await startGatewayProcess({
      issuers,
      urls: { people: people.url, posts: proxy.url },
    });
    expect((await query(stopped.url, joined)).errors).toEqual([]);
    proxy.fault = 'slow';
    const before = proxy.received;
    const running = query(stopped.url, joined);
    await eventually(async () => expect(proxy.received).toBe(before + 1));
    const startedAt = performance.now();
    const exit = stopped.stop();
    await eventually(async () => {
      await expect(fetch(`${stopped.origin}/livez`)).rejects.toThrow();
    });
    expect((await running).errors).toEqual([]);
    expect(await exit).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
