import { createTestIssuers } from '@customer-graph/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGatewayProcess, type GatewayProcess } from './fixture/gateway-process.ts';
import { codesOf, post, query } from './fixture/query.ts';
import { startPeople, startPosts, type FixtureSubgraph } from './fixture/subgraph.ts';

let people: FixtureSubgraph;
let posts: FixtureSubgraph;
/** Executes what comes again without Apollo Server; the other one never does. */
let short: GatewayProcess;
let long: GatewayProcess;

beforeAll(async () => {
  const issuers = await createTestIssuers();
  [people, posts] = await Promise.all([startPeople(), startPosts()]);
  const urls = { people: people.url, posts: posts.url };
  const start = (PLAN_EXECUTOR: string) =>
    startGatewayProcess({ issuers, urls, environment: { PLAN_EXECUTOR } });
  [short, long] = await Promise.all([start('compiled'), start('apollo')]);
});
afterAll(async () => {
  await Promise.all([short.stop(), long.stop()]);
  await Promise.all([people.stop(), posts.stop()]);
});

const text = 'query Page($first: Int!) { people(first: $first) { nodes { name postCount } } }';
const good = { query: text, variables: { first: 2 } };
const two = 'query A { person(id: "1") { name } } query B { person(id: "2") { postCount } }';

/** The same request again and again, after one that everything is right with. */
const requests: readonly [string, unknown, Record<string, string>?][] = [
  ['as it should be', good],
  ['that accepts anything', good, { accept: '*/*' }],
  ['that accepts the newer media type', good, { accept: 'application/graphql-response+json' }],
  [
    'that prefers the newer media type',
    good,
    { accept: 'application/json;q=0.5, application/graphql-response+json' },
  ],
  ['that accepts only pictures', good, { accept: 'image/png' }],
  ['without a variable', { query: text }],
  ['with a variable of another type', { query: text, variables: { first: 'many' } }],
  ['with variables as text', { query: text, variables: '{"first":2}' }],
  ['with variables as a list', { query: text, variables: [2] }],
  ['with null for what it leaves out', { ...good, operationName: null, extensions: null }],
  ['with extensions of another type', { ...good, extensions: 'none' }],
  ['with its name', { ...good, operationName: 'Page' }],
  ['with a name that the document lacks', { ...good, operationName: 'Other' }],
  ['with a name of another type', { ...good, operationName: 7 }],
  ['for one of two operations', { query: two, operationName: 'B' }],
  ['for neither of two operations', { query: two }],
  ['that costs too much', { query: text, variables: { first: 1_000_000 } }],
  ['that is invalid', { query: '{ people(first: 1) { nodes { height } } }' }],
  ['that fails in a module', { query: '{ fail(code: "FORBIDDEN") me { name } }' }],
  ['for a reference to nothing', { query: '{ post(id: "lost") { title author { name } } }' }],
  ['for the schema', { query: '{ __schema { queryType { name } } }' }],
  ['that changes something', { query: 'mutation { publish(title: "T") { title } }' }],
];

describe('a request that comes again is answered as by Apollo Server', () => {
  it.each(requests)('%s', async (_name, request, headers = {}) => {
    await query(short.url, text, { variables: { first: 1 } });
    const ask = async (gateway: GatewayProcess) => {
      const answer = await post(gateway.url, JSON.stringify(request), headers);
      return [answer.status, answer.headers.get('content-type'), answer.text];
    };
    const expected = await ask(long);
    for (let time = 0; time < 3; time += 1) expect(await ask(short)).toEqual(expected);
  });
});

describe('what is remembered of an operation', () => {
  it('leaves requests by GET to Apollo Server', async () => {
    await query(short.url, '{ me { id } }');
    const url = `${short.url}?query=${encodeURIComponent('{ me { id } }')}`;
    const answer = await fetch(url, { headers: { 'apollo-require-preflight': '1' } });
    expect(await answer.json()).toMatchObject({ data: { me: { id: '1' } } });
  });

  it('is counted like any other', async () => {
    for (let time = 0; time < 3; time += 1)
      await query(short.url, 'query Counted { me { name } fail(code: "FORBIDDEN") }');
    const metrics = await (await fetch(`${short.origin}/metrics`)).text();
    expect(metrics).toMatch(
      /gateway_requests_total\{operation="Counted",kind="query",status="200",outcome="errors"\} 3/,
    );
  });

  it('does not keep a limit from being checked with other variables', async () => {
    await query(short.url, text, { variables: { first: 1 } });
    const answer = await query(short.url, text, { variables: { first: 10_000 } });
    expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
  });
});
