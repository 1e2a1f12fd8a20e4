import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import { createTestIssuers } from '@customer-graph/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { eventually } from './fixture/eventually.ts';
import { startFaultProxy, type FaultProxy } from './fixture/fault-proxy.ts';
import { startGatewayProcess, type GatewayProcess } from './fixture/gateway-process.ts';
import { codesOf, post, query } from './fixture/query.ts';
import { startPeople, startPosts, type FixtureSubgraph } from './fixture/subgraph.ts';

let people: FixtureSubgraph;
let posts: FixtureSubgraph;
let proxy: FaultProxy;
let folder: string;
let gateway: GatewayProcess;
let strict: GatewayProcess;

beforeAll(async () => {
  const issuers = await createTestIssuers();
  [people, posts] = await Promise.all([startPeople(), startPosts()]);
  proxy = await startFaultProxy(posts.url);
  folder = await mkdtemp(path.join(inject('runFolder'), 'manifest-'));
  const manifest = path.join(folder, 'manifest.json');
  await writeFile(
    manifest,
    JSON.stringify({ me: '{ me { id } }', person: 'query ($id: ID!) { person(id: $id) { id } }' }),
  );
  const start = (environment: Record<string, string>) =>
    startGatewayProcess({
      issuers,
      urls: { people: people.url, posts: proxy.url },
      environment: { NODE_ENV: 'production', RATE_LIMIT_PER_MINUTE: '0', ...environment },
    });
  [gateway, strict] = await Promise.all([
    start({}),
    start({ PERSISTED_DOCUMENTS: 'only', PERSISTED_DOCUMENTS_PATH: manifest }),
  ]);
});
afterAll(async () => {
  await Promise.all([gateway.stop(), strict.stop()]);
  await Promise.all([people.stop(), proxy.stop(), posts.stop(), rm(folder, { recursive: true })]);
});
beforeEach(() => {
  proxy.fault = 'none';
});

/** Sends a GET with a target that clients would never write so. */
function get(of: GatewayProcess, target: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'apollo-require-preflight': '1' };
    const sent = request({ port: new URL(of.url).port, path: target, headers }, (response) => {
      response
        .toArray()
        .then((chunks) => resolve(Buffer.concat(chunks).toString()))
        .catch(reject);
    });
    sent.once('error', reject);
    sent.end();
  });
}

const aliases = Array.from({ length: 31 }, (_, index) => `a${index}:__typename`).join('+');

describe('what is executed is what was admitted', () => {
  it.each([
    ['behind a # in the path', `/graphql#?query={${aliases}}`],
    ['behind what is encoded wrongly', `/graphql?query=query{__typename}%23%ZZ%0A{${aliases}}`],
    [
      'in a comment that is none once decoded',
      `/graphql?query=query+A{__typename}#%ZZ%0Aquery+B{${aliases}}&operationName=B`,
    ],
  ])('also of a GET whose document is hidden %s', async (_name, target) => {
    expect(await get(gateway, target)).toContain('OPERATION_LIMIT_EXCEEDED');
  });

  it('also of a GET, where only persisted documents are executed', async () => {
    expect(await get(strict, '/graphql#?query={me{name}}')).toContain('UNTRUSTED_DOCUMENT');
    expect(await get(strict, '/graphql?query={me{name}}')).toContain('UNTRUSTED_DOCUMENT');
    expect(await get(strict, '/graphql?documentId=me')).toContain('"id":"1"');
  });

  it('keeps a question mark within the variables of a persisted document', async () => {
    expect(await get(strict, '/graphql?documentId=person&variables={"id":"a?b"}')).toContain(
      '"id":"a?b"',
    );
  });

  it.each([
    ['an empty name', '', 'mutation { publish(title: "T") { title } }'],
    ['a name that it lacks', 'Other', 'mutation Publish { publish(title: "T") { title } }'],
    [
      'no name for one of two',
      undefined,
      'mutation A { publish(title: "T") { id } } query B { me { id } }',
    ],
  ])('refuses an operation that is asked for by %s', async (_name, operationName, text) => {
    const before = people.calls.length + posts.calls.length;
    const answer = await post(gateway.url, JSON.stringify({ query: text, operationName }));
    expect(answer.status).toBe(400);
    expect(codesOf(answer)).toEqual(['OPERATION_RESOLUTION_FAILURE']);
    expect(people.calls.length + posts.calls.length).toBe(before);
  });
});

describe('a caller cannot shut a module off for others', () => {
  const good = () => query(gateway.url, '{ person(id: "7") { name postCount } }');

  it('by headers that a subgraph would refuse', async () => {
    const headers = { 'x-store-id': 's'.repeat(15_500) };
    for (let time = 0; time < 6; time += 1) await query(gateway.url, '{ me { id } }', { headers });
    expect((await good()).errors).toEqual([]);
  });

  it('by answers that are too large', async () => {
    proxy.fault = 'huge';
    for (let time = 0; time < 6; time += 1)
      expect(codesOf(await good())).toEqual(['SUBGRAPH_UNAVAILABLE']);
    proxy.fault = 'none';
    expect((await good()).errors).toEqual([]);
  });
});

it('keeps long names of operations out of logs and metrics', async () => {
  const name = `Long${'x'.repeat(90_000)}`;
  for (let time = 0; time < 2; time += 1)
    expect((await query(gateway.url, `query ${name} { me { id } }`)).errors).toEqual([]);
  await eventually(async () => {
    const metrics = await (await fetch(`${gateway.origin}/metrics`)).text();
    expect(metrics).toContain('operation="Longxxx');
    expect(metrics.length).toBeLessThan(100_000);
    expect(gateway.output()).toContain('"operation":"Longxxx');
  });
  expect(
    gateway
      .output()
      .split('\n')
      .every((line) => line.length < 5_000),
  ).toBe(true);
});
