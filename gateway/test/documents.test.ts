import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createTestIssuers } from '@customer-graph/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { eventually } from './fixture/eventually.ts';
import { startGatewayProcess, type GatewayProcess } from './fixture/gateway-process.ts';
import { codesOf, post, query } from './fixture/query.ts';
import { startPeople, startPosts, type FixtureSubgraph } from './fixture/subgraph.ts';

const document = 'query Name($id: ID!) { person(id: $id) { name } }';
const hash = createHash('sha256').update(document).digest('hex');
const variables = { id: '7' };
const person = { person: { name: 'Person 7' } };

let folder: string;
let people: FixtureSubgraph;
let posts: FixtureSubgraph;
let strict: GatewayProcess;
let open: GatewayProcess;

beforeAll(async () => {
  const issuers = await createTestIssuers();
  folder = await mkdtemp(path.join(inject('runFolder'), 'manifest-'));
  const manifest = path.join(folder, 'manifest.json');
  await writeFile(
    manifest,
    JSON.stringify({
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [{ id: 'name-v1', name: 'Name', type: 'query', body: document }],
    }),
  );
  [people, posts] = await Promise.all([startPeople(), startPosts()]);
  const urls = { people: people.url, posts: posts.url };
  const environment = { PERSISTED_DOCUMENTS_PATH: manifest };
  [strict, open] = await Promise.all([
    startGatewayProcess({
      issuers,
      urls,
      environment: { ...environment, PERSISTED_DOCUMENTS: 'only' },
    }),
    startGatewayProcess({
      issuers,
      urls,
      environment: { ...environment, PERSISTED_DOCUMENTS: 'warn' },
    }),
  ]);
});
afterAll(async () => {
  await Promise.all([strict.stop(), open.stop()]);
  await Promise.all([people.stop(), posts.stop(), rm(folder, { recursive: true })]);
});

const send = (gateway: GatewayProcess, body: unknown) => post(gateway.url, JSON.stringify(body));
const persistedQuery = (sha256Hash: string) => ({ persistedQuery: { version: 1, sha256Hash } });

describe('persisted documents', () => {
  it.each([
    ['its id', { documentId: 'name-v1' }],
    ['its hash as documentId', { documentId: `sha256:${hash}` }],
    ["its hash as Apollo's extension", { extensions: persistedQuery(hash) }],
    ['its text', { query: document }],
  ])('are executed by %s', async (_name, reference) => {
    for (const gateway of [strict, open])
      expect(await send(gateway, { ...reference, variables })).toMatchObject({
        errors: [],
        data: person,
      });
  });

  it('are executed by GET', async () => {
    const search = new URLSearchParams({
      documentId: 'name-v1',
      variables: JSON.stringify(variables),
    });
    const response = await fetch(`${strict.url}?${search.toString()}`, {
      headers: { 'apollo-require-preflight': '1' },
    });
    expect(await response.json()).toMatchObject({ data: person });
  });

  it('are the only ones that are executed, where that is configured', async () => {
    expect(codesOf(await query(strict.url, '{ me { id } }'))).toEqual(['UNTRUSTED_DOCUMENT']);
    expect(codesOf(await query(strict.url, '{ __schema { types { name } } }'))).toEqual([
      'UNTRUSTED_DOCUMENT',
    ]);
    expect(codesOf(await send(strict, { documentId: 'other' }))).toEqual([
      'PERSISTED_QUERY_NOT_FOUND',
    ]);
  });

  it('keep to the limits that depend on variables', async () => {
    const list =
      'query ($n: Int) { people(first: $n) { nodes { friends(first: $n) { nodes { id } } } } }';
    const extensions = persistedQuery(createHash('sha256').update(list).digest('hex'));
    await send(open, { query: list, extensions, variables: { n: 1 } });
    expect((await send(open, { extensions, variables: { n: 2 } })).errors).toEqual([]);
    expect(codesOf(await send(open, { extensions, variables: { n: 1_000 } }))).toEqual([
      'OPERATION_LIMIT_EXCEEDED',
    ]);
  });
});

describe('documents that are not in the manifest', () => {
  it('are executed and reported, where they are only watched', async () => {
    expect((await query(open.url, '{ me { id } }')).errors).toEqual([]);
    await eventually(async () => expect(open.output()).toContain('"untrusted":true'));
  });

  it('can be registered by their hash in development', async () => {
    const text = '{ me { name } }';
    const extensions = persistedQuery(createHash('sha256').update(text).digest('hex'));
    expect((await send(open, { extensions })).errors).toMatchObject([
      { message: 'PersistedQueryNotFound' },
    ]);
    expect((await send(open, { query: text, extensions })).errors).toEqual([]);
    expect((await send(open, { extensions })).data).toEqual({ me: { name: 'Person 1' } });
  });

  it('cannot be registered under the hash of another', async () => {
    const answer = await send(open, {
      query: '{ me { id } }',
      extensions: persistedQuery('0'.repeat(64)),
    });
    expect(answer.status).toBe(400);
  });
});
