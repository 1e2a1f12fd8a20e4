import { createTestIssuers, type TestIssuers } from '@customer-graph/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './fixture/eventually.ts';
import { startGatewayProcess, type GatewayProcess } from './fixture/gateway-process.ts';
import { codesOf, query } from './fixture/query.ts';
import { startPeople, startPosts, type FixtureSubgraph } from './fixture/subgraph.ts';

let issuers: TestIssuers;
let people: FixtureSubgraph;
let posts: FixtureSubgraph;
let gateway: GatewayProcess;

beforeAll(async () => {
  issuers = await createTestIssuers();
  [people, posts] = await Promise.all([startPeople(), startPosts()]);
  gateway = await startGatewayProcess({
    issuers,
    urls: { people: people.url, posts: posts.url },
    environment: { RATE_LIMIT_PER_MINUTE: '50' },
  });
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([people.stop(), posts.stop()]);
});

describe('the log', () => {
  it('tells name, hash, cost and caller of an operation, and never its text, variables or token', async () => {
    const authorization = await issuers.authorize({
      kind: 'staff',
      id: 'log-test',
      storeId: 'acme',
    });
    await query(
      gateway.url,
      'query Log($id: ID!) { a: person(id: "canary-text") { id } person(id: $id) { id } }',
      {
        variables: { id: 'canary-variable' },
        headers: { authorization, 'x-request-id': 'log-1' },
      },
    );
    await query(gateway.url, '{ canaryField }', { headers: { authorization } });
    await query(gateway.url, '{ canary-syntax', { headers: { authorization } });
    await eventually(async () => expect(gateway.output()).toContain('"log-1"'));
    const line = gateway
      .output()
      .split('\n')
      .find((text) => text.includes('"log-1"'));
    expect(JSON.parse(line ?? '')).toMatchObject({
      reqId: 'log-1',
      operation: 'Log',
      kind: 'query',
      hash: expect.stringMatching(/^[\da-f]{12}$/),
      cost: 2,
      status: 200,
      caller: 'staff',
      store: 'acme',
    });
    expect(gateway.output()).not.toContain('canary');
    expect(gateway.output()).not.toContain(authorization.slice(7, 60));
  });
});

describe('metrics', () => {
  it('count requests, calls, errors and plans', async () => {
    const authorization = await issuers.authorize({ kind: 'staff', id: 'metrics-test' });
    const headers = { authorization };
    await query(gateway.url, 'query Measured { me { postCount } }', { headers });
    await query(gateway.url, 'query Measured { me { postCount } }', { headers });
    await query(gateway.url, 'query Failing { fail(code: "FORBIDDEN") }', { headers });
    await eventually(async () => {
      const text = await (await fetch(`${gateway.origin}/metrics`)).text();
      expect(text).toMatch(
        /gateway_requests_total\{operation="Measured",kind="query",status="200",outcome="ok"\} 2/,
      );
      expect(text).toMatch(/gateway_request_duration_seconds_count\{operation="Measured"\} 2/);
      expect(text).toMatch(/gateway_subgraph_calls_total\{service="posts",outcome="ok"\} \d/);
      expect(text).toMatch(/gateway_errors_total\{code="FORBIDDEN",service="people"\} 1/);
      expect(text).toMatch(/gateway_query_plan_cache_total\{result="hit"\} \d/);
      expect(text).toMatch(/process_cpu_seconds_total/);
    });
  });
});

describe('the rate limit', () => {
  it('holds for each caller on its own', async () => {
    const headers = { authorization: await issuers.authorize({ kind: 'customer', id: 'busy' }) };
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => query(gateway.url, '{ me { id } }', { headers })),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(10);
    expect(refused.map(codesOf)[0]).toEqual(['RATE_LIMITED']);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    const forged = await Promise.all(
      Array.from({ length: 60 }, () =>
        query(gateway.url, '{ me { id } }', { headers: { authorization: 'Bearer forged' } }),
      ),
    );
    expect(forged.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(10);
    const other = { authorization: await issuers.authorize({ kind: 'customer', id: 'calm' }) };
    expect((await query(gateway.url, '{ me { id } }', { headers: other })).status).toBe(200);
  });
});
