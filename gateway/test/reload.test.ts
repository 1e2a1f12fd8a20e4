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
  gateway = await startGatewayProcess({ issuers, urls: { people: people.url, posts: posts.url } });
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

it.each([
  ['nothing', ''],
  ['a torn file', 'schema @link(url: "https://specs.apollo.dev/link/v1.0") {'],
  ['a schema that is no supergraph', 'type Query { me: String }'],
])('refuses %s, tells so, and keeps the old graph', async (_name, sdl) => {
  const good = withField(`before${Date.now()}`);
  await swap(good);
  await eventually(async () =>
    expect(await state()).toMatchObject({ supergraph: { refused: null } }),
  );
  await swap(sdl);
  await eventually(async () => {
    expect(await state()).toMatchObject({
      status: 'ready',
      supergraph: { refused: expect.any(String) },
    });
  });
  expect((await query(gateway.url, '{ me { name } }')).data).toEqual({ me: { name: 'Person 1' } });
  await swap(withField('after'));
  await eventually(async () =>
    expect(await state()).toMatchObject({ supergraph: { refused: null } }),
  );
});
