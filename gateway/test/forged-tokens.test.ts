import {
  forgeries,
  malformedAuthorizations,
  startForgeryIssuers,
  type ForgeryIssuers,
} from '@customer-graph/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startGatewayProcess, type GatewayProcess } from './fixture/gateway-process.ts';
import { codesOf, query } from './fixture/query.ts';
import { startPeople, startPosts, type FixtureSubgraph } from './fixture/subgraph.ts';

let issuers: ForgeryIssuers;
let people: FixtureSubgraph;
let posts: FixtureSubgraph;
let gateway: GatewayProcess;

beforeAll(async () => {
  [issuers, people, posts] = await Promise.all([
    startForgeryIssuers(),
    startPeople(),
    startPosts(),
  ]);
  gateway = await startGatewayProcess({ issuers, urls: { people: people.url, posts: posts.url } });
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([people.stop(), posts.stop(), issuers.stop()]);
});

const ask = (authorization: string) =>
  query(gateway.url, '{ me { id } }', { headers: { authorization } });

async function expectRefused(authorization: string): Promise<void> {
  const before = people.calls.length;
  const answer = await ask(authorization);
  expect(answer.status).toBe(401);
  expect(codesOf(answer)).toEqual(['UNAUTHENTICATED']);
  expect(answer.data).toBeUndefined();
  expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  expect(people.calls.length).toBe(before);
}

it('believes good tokens of both issuers', async () => {
  for (const token of [await issuers.customerToken(), await issuers.staffToken()])
    expect(await ask(`Bearer ${token}`)).toMatchObject({ status: 200, data: { me: { id: '1' } } });
});

it.each(forgeries)('refuses %s with 401, before any module is asked', async (_name, forge) => {
  await expectRefused(`Bearer ${await forge(issuers.keys)}`);
});

it.each(malformedAuthorizations)('refuses an Authorization header of %j alike', expectRefused);
