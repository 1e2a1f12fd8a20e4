import {
  canariesIn,
  createTestIssuers,
  internals,
  internalSecret,
  randomOperation,
} from '@customer-graph/testing';
import fc from 'fast-check';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFaultProxy, type Fault, type FaultProxy } from './fixture/fault-proxy.ts';
import { fixtureApi, startGatewayProcess, type GatewayProcess } from './fixture/gateway-process.ts';
import { post, query, type Answer } from './fixture/query.ts';
import { startPeople, startPosts, type FixtureSubgraph } from './fixture/subgraph.ts';

let people: FixtureSubgraph;
let posts: FixtureSubgraph;
let proxy: FaultProxy;
let gateway: GatewayProcess;

/** In the module's address, its errors, its broken answers and what it signs with: nothing that a client may see. */
const canaries = ['canary', internalSecret];

beforeAll(async () => {
  const issuers = await createTestIssuers();
  [people, posts] = await Promise.all([startPeople(), startPosts()]);
  proxy = await startFaultProxy(posts.url);
  gateway = await startGatewayProcess({
    issuers,
    urls: { people: people.url, posts: new URL('/canary-path', proxy.url).href },
    // The faults come as often as the documents: the module must be asked all the same.
    environment: { TRAFFIC_SHAPING: '{"posts":{"breakerThreshold":100000}}' },
  });
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([people.stop(), proxy.stop(), posts.stop()]);
});

/** Every place of an answer that tells what it must not. */
const leaksOf = ({ text, headers }: Pick<Answer, 'text' | 'headers'>) =>
  canariesIn({ body: text, headers: JSON.stringify([...headers]) }, [...canaries, ...internals]);

const name = fc.constantFrom(
  'me',
  'people',
  'person',
  'posts',
  'nodes',
  'id',
  'name',
  'author',
  '__typename',
  '__schema',
  'fail',
  'x',
);
const value: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '1',
    '-1',
    '1.5',
    '1e400',
    '99999999999999999999',
    'null',
    'true',
    'ENUM',
    '$v',
    '"\\u0000"',
    '""',
    '{a:1}',
    '[1,[2]]',
    '"""block"""',
  ),
  fc.string({ maxLength: 8 }).map((text) => JSON.stringify(text)),
);
const call = fc.oneof(
  fc.constant(''),
  fc
    .tuple(fc.constantFrom('first', 'id', 'code', 'after', 'x'), value)
    .map(([key, text]) => `(${key}: ${text})`),
);
const directive = fc.constantFrom(
  '',
  '',
  '',
  '@skip(if: true)',
  '@include(if: $v)',
  '@defer',
  '@stream',
  '@x',
  '@deprecated',
);
const { selections } = fc.letrec<{ selections: string; selection: string }>((tie) => ({
  selections: fc
    .array(tie('selection'), { minLength: 1, maxLength: 4 })
    .map((all) => `{ ${all.join(' ')} }`),
  selection: fc.oneof(
    { maxDepth: 6, depthSize: 'small' },
    fc.tuple(name, call, directive).map((parts) => parts.join('')),
    fc.constantFrom('...F', '...G', '... on Person { id }', '... { id }', '... on X { id }'),
    fc
      .tuple(fc.constantFrom('', 'a: ', 'b: '), name, call, tie('selections'))
      .map((parts) => parts.join('')),
  ),
}));
const head = fc.constantFrom(
  '',
  'query ',
  'query Q($v: Boolean) ',
  'query Q($v: Int = 1) ',
  'mutation ',
  'subscription ',
  'fragment F on Person ',
  'query Q @x ',
);
const tail = fc.constantFrom(
  '',
  ' fragment F on Person { id name ...G } fragment G on Person { id }',
  ' fragment F on Person { ...F }',
  ' type X { y: Z }',
  ' query Q { me { id } }',
  '}',
  '\\u0000',
);
const document = fc.tuple(head, selections, tail).map((parts) => parts.join(''));
/** The same with something cut out or doubled, so that not only the grammar's sentences are tried. */
const broken = fc
  .tuple(document, fc.nat(200), fc.nat(20), fc.boolean())
  .map(([text, at, length, double]) =>
    double
      ? text.slice(0, at + length) + text.slice(at)
      : text.slice(0, at) + text.slice(at + length),
  );
const variables = fc.oneof(fc.constant(undefined), fc.record({ v: fc.jsonValue({ maxDepth: 2 }) }));

// What `whoAmI` answers is what a module must be told, its secrets included.
const schema = buildSchema(fixtureApi().replace('whoAmI: Caller!', ''));
const literals = {
  Int: ['0', '1', '2', '3', '100', '-1', '2147483647'],
  Boolean: ['true', 'false'],
  other: ['"1"', '"2"', '"x"', '"lost"', '""', '"\\u0000"', '"' + 'y'.repeat(300) + '"'],
};
/** Operations that the grammar above hardly ever hits upon: valid ones, which modules are asked for. */
const valid = fc
  .infiniteStream(fc.nat())
  .map((stream) =>
    randomOperation({ schema, literals, draw: (bound) => (stream.next().value ?? 0) % bound }),
  );
const fault = fc.constantFrom<Fault>(
  'none',
  'none',
  'reset',
  'status-500',
  'html',
  'bad-json',
  'short-list',
);

it('answers 600 documents from a fuzzer in JSON, never with a fault of its own, and lets no canary out', async () => {
  let reached = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(document, broken, valid),
      variables,
      fault,
      async (text, values, nextFault) => {
        proxy.fault = nextFault;
        const before = people.calls.length + proxy.received;
        const answer = await post(gateway.url, JSON.stringify({ query: text, variables: values }));
        if (people.calls.length + proxy.received > before) reached += 1;
        expect(answer.status).toBeLessThan(500);
        expect(answer.headers.get('content-type')).toContain('json');
        expect(answer.data !== undefined || answer.errors.length > 0).toBe(true);
        expect(leaksOf(answer)).toEqual([]);
        for (const { extensions } of answer.errors) expect(extensions.code).toMatch(/^[A-Z_]+$/);
      },
    ),
    { numRuns: 600 },
  );
  expect((await fetch(`${gateway.origin}/livez`)).status).toBe(200);
  expect(canariesIn({ log: gateway.output() }, canaries)).toEqual([]);
  expect(reached).toBeGreaterThan(100);
}, 60_000);

it('would find a canary: what the module says is full of them, and the gateway lets none through', async () => {
  const text = '{ person(id: "1") { posts { title } } }';
  for (const leaking of ['status-500', 'html', 'bad-json'] as const) {
    proxy.fault = leaking;
    const upstream = await fetch(proxy.url, { method: 'POST', body: '{}' });
    const said = { text: await upstream.text(), headers: upstream.headers };
    expect(leaksOf(said)).toContain('canary in body');
    const answer = await query(gateway.url, text);
    expect(answer.data).toEqual({ person: { posts: null } });
    expect(leaksOf(answer)).toEqual([]);
  }
});
