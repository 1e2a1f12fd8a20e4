import { createServer, type ServerResponse } from 'node:http';
import { createTestIssuers } from '@customer-graph/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGatewayProcess, type GatewayProcess } from './fixture/gateway-process.ts';
import { codesOf, query, type Answer } from './fixture/query.ts';
import { portOf, read, startPeople, type FixtureSubgraph } from './fixture/subgraph.ts';

/** A subgraph of somebody else's make: it answers probes as it should, and calls as a test wants it to. */
interface OddSubgraph {
  readonly url: string;
  reply: Reply;
  stop(): Promise<void>;
}
type Reply = (response: ServerResponse) => void;

async function startOddSubgraph(): Promise<OddSubgraph> {
  const server = createServer((request, response) => {
    read(request).then(
      (body) => {
        if (body.includes('{__typename}')) response.end('{"data":{"__typename":"Query"}}');
        else odd.reply(response);
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const odd: OddSubgraph = {
    url: `http://127.0.0.1:${portOf(server.address())}/graphql`,
    reply: (response) => response.destroy(),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return odd;
}

let people: FixtureSubgraph;
let odd: OddSubgraph;
let gateway: GatewayProcess;

beforeAll(async () => {
  [people, odd] = await Promise.all([startPeople(), startOddSubgraph()]);
  gateway = await startGatewayProcess({
    issuers: await createTestIssuers(),
    urls: { people: people.url, posts: odd.url },
    environment: {
      NODE_ENV: 'production',
      TRAFFIC_SHAPING: '{"all":{"timeout":10000,"breakerThreshold":1}}',
      FORWARDING: JSON.stringify({
        posts: { codes: ['TEAPOT', '418'], extensions: ['hint'], responseHeaders: ['X-Odd'] },
      }),
    },
  });
});
afterAll(async () => {
  expect(await openBreakers()).toEqual([]);
  await gateway.stop();
  await Promise.all([people.stop(), odd.stop()]);
});

async function openBreakers(): Promise<string[]> {
  const text = await (await fetch(`${gateway.origin}/metrics`)).text();
  return text.split('\n').filter((line) => /^gateway_subgraph_breaker_state.* [^0]/.test(line));
}

const operation = '{ person(id: "7") { name postCount posts { title } } }';
const entity = { postCount: 7, posts: [{ title: 'One' }] };
const good = { _entities: [entity] };
const whole = { person: { name: 'Person 7', ...entity } };

const text =
  (body: string | Uint8Array, status = 200, headers: Record<string, string> = {}): Reply =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  text(JSON.stringify(body), status, headers);
const withError = (error: unknown) => json({ data: good, errors: [error] });

async function ask(reply: Reply): Promise<Answer> {
  odd.reply = reply;
  const answer = await query(gateway.url, operation);
  expect(answer.status).toBe(200);
  expect(answer.text).not.toContain('canary');
  return answer;
}

/** Every error says which field it is about. */
function expectPlaces(answer: Answer): void {
  for (const { path } of answer.errors)
    expect(path?.slice(0, 2)).toEqual(['person', expect.stringMatching(/^(postCount|posts)$/)]);
}

describe('a subgraph of any make', () => {
  it.each<[string, Reply]>([
    ['an empty list of errors', json({ data: good, errors: [] })],
    ['errors that are null', json({ data: good, errors: null })],
    ['a byte order mark', text(`\ufeff${JSON.stringify({ data: good })}`)],
    ['status 500', json({ data: good }, 500)],
    ['status 503', json({ data: good }, 503)],
    ['status 404', json({ data: good }, 404)],
    ['status 401 and data', json({ data: good }, 401)],
    ['status 429', json({ data: good }, 429)],
    ['status 201', json({ data: good }, 201)],
    ['the content type of a page', json({ data: good }, 200, { 'content-type': 'text/html' })],
    ['no content type', (response) => response.end(JSON.stringify({ data: good }))],
    ['extensions that are a text', json({ data: good, extensions: 'canary' })],
    ['members that nobody knows', json({ data: good, canary: [1] })],
    ['blanks around the body', text(`\r\n \t${JSON.stringify({ data: good })}\n\n`)],
    ['a member twice', text(`{"data":5,"data":${JSON.stringify(good)}}`)],
    ['fields that nobody asked for', json({ data: { _entities: [{ ...entity, canary: 1 }] } })],
    [
      'the type of the entity',
      json({ data: { _entities: [{ __typename: 'Person', ...entity }] } }),
    ],
  ])('has its data used when it answers with %s', async (_name, reply) => {
    const answer = await ask(reply);
    expect(answer.data).toEqual(whole);
    expect(answer.errors).toEqual([]);
  });

  it.each<[string, Reply]>([
    ['a code that is a number', withError({ message: 'canary', extensions: { code: 42 } })],
    ['a code that is an object', withError({ message: 'canary', extensions: { code: {} } })],
    ['no message', withError({})],
    ['a message that is an object', withError({ message: { canary: 1 } })],
    ['a message of a megabyte', withError({ message: 'canary'.repeat(200_000) })],
    ['a path that is a text', withError({ message: 'canary', path: '_entities.0.posts' })],
    ['a path of nulls', withError({ message: 'canary', path: [null] })],
    ['a path of objects', withError({ message: 'canary', path: [{}, []] })],
    ['a path that leads nowhere', withError({ message: 'canary', path: ['canary', 0] })],
    ['an index below zero', withError({ message: 'canary', path: ['_entities', -1] })],
    ['an index that no entity has', withError({ message: 'canary', path: ['_entities', 9, 'x'] })],
    ['an empty path', withError({ message: 'canary', path: [] })],
    ['extensions that are null', withError({ message: 'canary', extensions: null })],
    ['extensions that are a list', withError({ message: 'canary', extensions: ['canary'] })],
    ['extensions with a status', withError({ extensions: { http: { status: 500 } } })],
    ['a name of another service', withError({ extensions: { service: 'canary' } })],
    ['an error that is null', withError(null)],
    ['an error that is a text', withError('canary')],
    ['an error that is a number', withError(5)],
    ['an error that is a list', withError([['canary']])],
    ['errors that are a text', json({ data: good, errors: 'canary' })],
    ['errors that are an object', json({ data: good, errors: { message: 'canary' } })],
    ['locations that are a text', withError({ message: 'canary', locations: 'canary' })],
    ['a stack', withError({ message: 'canary', extensions: { stacktrace: ['canary'] } })],
  ])(
    'has its data used, beside one hidden error, when it answers with %s',
    async (_name, reply) => {
      const answer = await ask(reply);
      expect(answer.data).toEqual(whole);
      expect(answer.errors).toEqual([
        {
          message: 'Internal server error',
          path: expect.any(Array),
          extensions: { code: 'INTERNAL_SERVER_ERROR', service: 'posts' },
        },
      ]);
      expectPlaces(answer);
    },
  );

  it('has as many errors passed on as a response may have', async () => {
    const errors = Array.from({ length: 5_000 }, () => ({ message: 'canary' }));
    const answer = await ask(json({ data: good, errors }));
    expect(answer.data).toEqual(whole);
    expect(answer.errors).toHaveLength(100);
    expectPlaces(answer);
  });

  it.each<[string, unknown, unknown]>([
    ['a text for a list', { ...entity, posts: 'canary' }, { postCount: 7, posts: null }],
    ['a number in a list', { ...entity, posts: [5] }, { postCount: 7, posts: null }],
    ['an object for a list', { ...entity, posts: { 0: {} } }, { postCount: 7, posts: null }],
    ['a text for an entity', 'canary', { postCount: null, posts: null }],
    ['a list for an entity', [entity], { postCount: null, posts: null }],
    ['no entity', null, { postCount: null, posts: null }],
    [
      'a number that no Int is',
      { ...entity, postCount: 3e9 },
      { postCount: null, posts: [{ title: 'One' }] },
    ],
    ['a type without a name', { __typename: 5, ...entity }, { postCount: null, posts: null }],
    [
      'a text for a number',
      { ...entity, postCount: 'canary' },
      { postCount: null, posts: [{ title: 'One' }] },
    ],
  ])('costs that field alone when it answers with %s', async (_name, value, left) => {
    const answer = await ask(json({ data: { _entities: [value] } }));
    expect(answer.data).toEqual({ person: { name: 'Person 7', ...(left as object) } });
    if (value === null) return;
    expect([...new Set(codesOf(answer))]).toEqual(['VALUE_MISSING']);
    expectPlaces(answer);
  });

  it.each<[string, Reply]>([
    ['an empty body', text('')],
    ['status 204', text('', 204)],
    ['status 302', text('', 302, { location: 'http://127.0.0.1:1/' })],
    ['status 403 and nothing', text('', 403)],
    ['a page', text('<html>canary</html>')],
    ['a page and status 502', text('<html>canary</html>', 502)],
    ['half of a body', text('{"data":{"_entities":[{')],
    ['a text', text('"canary"')],
    ['a number', text('5')],
    ['null', text('null')],
    ['a list', json([{ data: good }])],
    ['an empty object', json({})],
    ['no data and no errors', json({ data: null })],
    ['no entities and no errors', json({ data: {} })],
    ['data that is a list', json({ data: [good] })],
    ['data that is a text', json({ data: 'canary' })],
    ['too few entities', json({ data: { _entities: [] } })],
    ['too many entities', json({ data: { _entities: [entity, entity] } })],
    ['the error of a proxy', json({ error: 'canary' }, 503)],
    ['bytes that are no text', text(Uint8Array.from([0xff, 0xfe, 0, 1]))],
    ['a closed connection', (response) => response.destroy()],
    [
      'a connection that is cut in the body',
      (response) => {
        response.writeHead(200, { 'content-length': 1_000 });
        response.write('{"data":', () => response.destroy());
      },
    ],
    ['bytes that are no gzip', text('canary', 200, { 'content-encoding': 'gzip' })],
  ])('costs its own fields when it answers with %s', async (_name, reply) => {
    const answer = await ask(reply);
    expect(answer.data).toEqual({ person: { name: 'Person 7', postCount: null, posts: null } });
    expect(answer.errors).toEqual(
      ['postCount', 'posts'].map((field) => ({
        message: 'The module posts is not available',
        path: ['person', field],
        extensions: { code: 'SUBGRAPH_UNAVAILABLE', service: 'posts' },
      })),
    );
  });
});

describe('what a subgraph may say to clients', () => {
  it('are the codes, extensions and headers that its settings list', async () => {
    const errors = [
      { message: 'tea', extensions: { code: 'TEAPOT', hint: { pot: 1 }, secret: 'canary' } },
      { path: ['_entities', 0, 'posts'], extensions: { code: 418, hint: null } },
      { message: 'canary', extensions: { code: 'FORBIDDEN', hint: 'canary' } },
    ];
    const answer = await ask(
      json({ data: good, errors }, 200, {
        'x-odd': 'yes',
        'x-other': 'canary',
        'set-cookie': 'c=1',
      }),
    );
    expect(answer.errors).toEqual([
      {
        message: 'tea',
        path: ['person', 'postCount'],
        extensions: { code: 'TEAPOT', hint: { pot: 1 }, service: 'posts' },
      },
      {
        message: 'The module posts reports 418',
        path: ['person', 'posts'],
        extensions: { code: '418', hint: null, service: 'posts' },
      },
      {
        message: 'Internal server error',
        path: ['person', 'postCount'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', service: 'posts' },
      },
    ]);
    expect(answer.headers.get('x-odd')).toBe('yes');
    expect(answer.headers.has('x-other')).toBe(false);
    expect(answer.headers.has('set-cookie')).toBe(false);
  });
});
