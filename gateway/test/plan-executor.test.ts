import { createTestIssuers, type TestIssuers } from '@customer-graph/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFaultProxy, type Fault, type FaultProxy } from './fixture/fault-proxy.ts';
import { startGatewayProcess, type GatewayProcess } from './fixture/gateway-process.ts';
import { query, type Answer } from './fixture/query.ts';
import { startPeople, startPosts, type FixtureSubgraph } from './fixture/subgraph.ts';

let issuers: TestIssuers;
let people: FixtureSubgraph;
let posts: FixtureSubgraph;
let proxy: FaultProxy;
let compiled: GatewayProcess;
let apollo: GatewayProcess;

beforeAll(async () => {
  issuers = await createTestIssuers();
  [people, posts] = await Promise.all([startPeople(), startPosts()]);
  proxy = await startFaultProxy(posts.url);
  const urls = { people: people.url, posts: proxy.url };
  // The breaker would make the two gateways' answers depend on how often each was asked.
  const environment = { TRAFFIC_SHAPING: '{"all":{"breakerThreshold":1000}}' };
  [compiled, apollo] = await Promise.all([
    startGatewayProcess({
      issuers,
      urls,
      environment: { ...environment, OPERATION_CACHE_BYTES: '10000000' },
    }),
    startGatewayProcess({
      issuers,
      urls,
      environment: { ...environment, PLAN_EXECUTOR: 'apollo' },
    }),
  ]);
});
afterAll(async () => {
  await Promise.all([compiled.stop(), apollo.stop()]);
  await Promise.all([people.stop(), proxy.stop(), posts.stop()]);
});

const operations = [
  '{ people(first: 3) { totalCount nodes { id name postCount posts(first: 2) { title } } } }',
  '{ post(id: "7") { id title author { name friends(first: 2) { nodes { posts { title } } } } } }',
  '{ post(id: "lost") { title author { name } } }',
  '{ a: person(id: "1") { ...Names } b: person(id: "x") { ...Names } } fragment Names on Person { id label: name postCount }',
  '{ fail(code: "FORBIDDEN") person(id: "1") { name posts { author { name } } } }',
  '{ people(first: 0) { totalCount } person(id: "1") { postCount } }',
  'mutation { rename(id: "1", name: "New") { id name postCount } publish(title: "T") { title author { name } } }',
  'query ($first: Int!, $skip: Boolean! = true) { people(first: $first) { nodes { name @skip(if: $skip) postCount } } }',
  '{ __typename me { __typename id } }',
  '{ __schema { queryType { name } } me { name } }',
];

const seenByClients = ({ status, data, errors, extensions }: Answer) =>
  JSON.stringify({ status, data, errors, extensions });

describe('the compiled executor', () => {
  it.each<Fault>(['none', 'reset', 'html', 'short-list', 'status-500'])(
    "answers as Apollo's does when a module shows: %s",
    async (fault) => {
      proxy.fault = fault;
      for (const text of operations) {
        const options = { variables: { first: 2 } };
        const expected = await query(apollo.url, text, options);
        const actual = await query(compiled.url, text, options);
        expect(seenByClients(actual), text).toBe(seenByClients(expected));
      }
      proxy.fault = 'none';
    },
  );

  it('asks the modules anew for every principal, although their operations are equal', async () => {
    const text = '{ whoAmI { headers } person(id: "5") { name posts { title } } }';
    const tokens = await Promise.all(
      ['first', 'second'].map((id) => issuers.authorize({ kind: 'customer', id })),
    );
    const ask = (authorization: string) =>
      query(compiled.url, text, { headers: { authorization } });
    await Promise.all(tokens.map(ask));
    const before = [people.calls.length, posts.calls.length];
    const rounds = 20;
    const asked = Array.from({ length: rounds }, () => tokens).flat();
    const answers = await Promise.all(asked.map(ask));
    answers.forEach((answer, index) => {
      expect(answer.errors).toEqual([]);
      // What the first module says about the caller must be about this caller alone.
      const [own, other] = index % 2 === 0 ? tokens : tokens.toReversed();
      expect(answer.text).toContain(own);
      expect(answer.text).not.toContain(other);
    });
    expect(people.calls.length - (before[0] ?? 0)).toBe(asked.length);
    const later = posts.calls.slice(before[1]);
    expect(later).toHaveLength(asked.length);
    for (const token of tokens) {
      const own = later.filter(({ headers }) => headers.authorization === token);
      expect(own).toHaveLength(rounds);
    }
  });

  it('stays within its memory, however many operations come', async () => {
    const metrics = async () => {
      const text = await (await fetch(`${compiled.origin}/metrics`)).text();
      const value = (name: RegExp) => Number(name.exec(text)?.[1] ?? 0);
      return {
        used: value(/^nodejs_heap_size_used_bytes (\d+)/m),
        collections: value(/^nodejs_gc_duration_seconds_count\{kind="major"\} (\d+)/m),
      };
    };
    let sent = 0;
    /** The heap just after garbage was collected in full, which happens only when much of it has come together. */
    const kept = async (count: number) => {
      const end = sent + count;
      const { collections: before } = await metrics();
      let least = Number.POSITIVE_INFINITY;
      for (let collected = false; sent < end || (!collected && sent < end + 5_000);) {
        const texts = Array.from(
          { length: 20 },
          () => `{ person(id: "1") { name n${sent++}: postCount } }`,
        );
        await Promise.all(texts.map((text) => query(compiled.url, text)));
        const { used, collections } = await metrics();
        collected ||= collections > before;
        if (collected) least = Math.min(least, used);
      }
      return least;
    };
    const full = await kept(800);
    const later = await kept(1_000);
    expect(later).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(later - full).toBeLessThan(15_000_000);
  }, 240_000);
});
