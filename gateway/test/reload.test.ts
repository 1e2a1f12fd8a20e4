import { rename, writeFile } from 'node:fs/promises';
import { createTestIssuers } from '@customer-graph/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from './fixture/eventually.ts';
import {
  composeFixture,
  startGatewayProcess,
  type GatewayProcess,
} from './fixture/gateway-process.ts';
import { codesOf, query, type Answer } from './fixture/query.ts';
import { people as peopleSdl } from './fixture/schemas.ts';
import { startPeople, startPosts, type FixtureSubgraph } from './fixture/subgraph.ts';

let people: FixtureSubgraph;
let posts: FixtureSubgraph;
let gateway: GatewayProcess;

beforeAll(async () => {
  const issuers = await createTestIssuers();
  [people, posts] = await Promise.all([startPeople(), startPosts()]);
  gateway = await startGatewayProcess({
    issuers,
    urls: { people: people.url, posts: posts.url },
    // A busy machine must not look like a lost request.
    environment: {
      REQUEST_TIMEOUT_MS: '30000',
      TRAFFIC_SHAPING: '{"all":{"timeout":30000,"headersTimeout":30000,"bodyTimeout":30000}}',
    },
  });
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([people.stop(), posts.stop()]);
});

/** As a deployment does it: the new file replaces the old one at once. */
async function swap(sdl: string): Promise<void> {
  await writeFile(`${gateway.supergraphPath}.new`, sdl);
  await rename(`${gateway.supergraphPath}.new`, gateway.supergraphPath);
}

const withField = (name: string) =>
  composeFixture(
    { people: people.url, posts: posts.url },
    peopleSdl.replace('name: String!\n', `name: String!\n    ${name}: String\n`),
  );

const state = async () => (await fetch(`${gateway.origin}/readyz`)).json();

it('follows ten new supergraphs under 20 clients without one failed request', async () => {
  let running = true;
  const answers: Answer[] = [];
  const client = async (id: number) => {
    while (running)
      answers.push(
        await query(gateway.url, `{ person(id: "${id}") { name posts(first: 2) { title } } }`),
      );
  };
  const clients = Array.from({ length: 20 }, (_, id) => client(id + 1));
  try {
    for (let version = 1; version <= 10; version += 1) {
      await swap(withField(`version${version}`));
      await eventually(async () => {
        // The subgraph does not know the field; what matters is that the gateway does.
        const answer = await query(gateway.url, `{ me { version${version} } }`);
        expect(codesOf(answer)).toEqual(['INTERNAL_SERVER_ERROR']);
      }, 15_000);
    }
  } finally {
    running = false;
    await Promise.all(clients);
  }
  expect(answers.length).toBeGreaterThan(100);
  expect(answers.filter(({ status, errors }) => status !== 200 || errors.length > 0)).toEqual([]);
}, 90_000);

const name = 'name: String! @join__field(graph: PEOPLE)';

/** Supergraphs that nobody can serve right. */
const unservable: readonly (readonly [
  name: string,
  reason: RegExp,
  change: (sdl: string) => string,
])[] = [
  [
    'a directive of the federation that is not supported',
    /authenticated\/v0.1 is for: SECURITY but is unsupported/,
    (sdl) =>
      sdl.replace(
        '\n{\n  query: Query',
        ' @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)\n{\n  query: Query',
      ),
  ],
  [
    'a label of an override that is no share of requests',
    /percent\(500\)/,
    (sdl) => sdl.replace(name, `${name.slice(0, -1)}, overrideLabel: "percent(500)")`),
  ],
  [
    'a field of a subgraph that is not listed',
    /"@join__field\(graph:\)"/,
    (sdl) => sdl.replace(name, name.replace('PEOPLE', 'NOWHERE')),
  ],
  [
    'a key of fields that the type lacks',
    /@key\(fields: "absent"\)/,
    (sdl) => sdl.replaceAll('key: "id"', 'key: "absent"'),
  ],
  ['a field of an unknown type', /Missing/, (sdl) => sdl.replace(name, 'name: Missing!')],
  [
    'an interface that its type does not implement',
    /Named.title expected but Person does not provide it/,
    (sdl) =>
      sdl
        .replace('type Person\n', 'type Person implements Named\n')
        .concat('interface Named @join__type(graph: PEOPLE) { title: Int }\n'),
  ],
  [
    'a subgraph without an address',
    /posts has no http URL/,
    (sdl) => sdl.replace(/(name: "posts", url: )"[^"]*"/, '$1""'),
  ],
  ['nothing', /./, () => ''],
  ['a torn file', /./, (sdl) => sdl.slice(0, sdl.length / 2)],
  ['a schema that is no supergraph', /./, () => 'type Query { me: String }'],
];

it('refuses supergraphs that nobody can serve right, says why, and answers everybody from the old one', async () => {
  const good = withField(`before${Date.now()}`);
  await swap(good);
  await eventually(async () =>
    expect(await state()).toMatchObject({ supergraph: { refused: null } }),
  );
  const { supergraph: old }: { supergraph: { id: string } } = JSON.parse(
    JSON.stringify(await state()),
  );
  let running = true;
  const answers: Answer[] = [];
  const client = async (id: number) => {
    // Some operations are known, some are new each time.
    for (let count = 0; running; count += 1)
      answers.push(
        await query(gateway.url, `{ person(id: "${id}") { name n${count % 7}: postCount } }`),
      );
  };
  const clients = Array.from({ length: 4 }, (_, id) => client(id + 1));
  try {
    for (const [what, reason, change] of unservable) {
      const sdl = change(good);
      expect(sdl, what).not.toBe(good);
      const seen = gateway.output().length;
      await swap(sdl);
      await eventually(async () => {
        const lines = gateway.output().slice(seen).split('\n');
        const line = lines.find((text) => text.includes('supergraph refused'));
        expect(line, what).toBeDefined();
        const logged: { reason: string } = JSON.parse(line ?? '');
        expect(logged.reason, what).toMatch(reason);
      }, 20_000);
      expect(await state(), what).toMatchObject({
        status: 'ready',
        supergraph: { id: old.id, refused: expect.stringMatching(reason) },
      });
    }
  } finally {
    running = false;
    await Promise.all(clients);
  }
  expect(answers.length).toBeGreaterThan(unservable.length);
  expect(answers.filter(({ status, errors }) => status !== 200 || errors.length > 0)).toEqual([]);
  await swap(withField('after'));
  await eventually(async () =>
    expect(await state()).toMatchObject({ supergraph: { refused: null } }),
  );
}, 120_000);
