import { createTestIssuers } from '@customer-graph/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startGatewayProcess, type GatewayProcess } from './fixture/gateway-process.ts';
import { post } from './fixture/query.ts';
import { startPeople, startPosts, type FixtureSubgraph } from './fixture/subgraph.ts';

let people: FixtureSubgraph;
let posts: FixtureSubgraph;
let gateway: GatewayProcess;

beforeAll(async () => {
  const issuers = await createTestIssuers();
  [people, posts] = await Promise.all([startPeople(), startPosts()]);
  gateway = await startGatewayProcess({ issuers, urls: { people: people.url, posts: posts.url } });
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([people.stop(), posts.stop()]);
});

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

it('answers 600 documents from a fuzzer in JSON, never with a fault of its own, never with internals', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(document, broken), variables, async (text, values) => {
      const answer = await post(gateway.url, JSON.stringify({ query: text, variables: values }));
      expect(answer.status).toBeLessThan(500);
      expect(answer.headers.get('content-type')).toContain('json');
      expect(answer.data !== undefined || answer.errors.length > 0).toBe(true);
      expect(answer.text).not.toMatch(
        /node_modules|\.ts:\d|\.js:\d|at Object\.|127\.0\.0\.1|stacktrace|"secret"/,
      );
      for (const { extensions } of answer.errors) expect(extensions.code).toMatch(/^[A-Z_]+$/);
    }),
    { numRuns: 600 },
  );
  expect((await fetch(`${gateway.origin}/livez`)).status).toBe(200);
}, 60_000);
