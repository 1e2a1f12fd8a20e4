import { createTestIssuers } from '@customer-graph/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startGatewayProcess, type GatewayProcess } from './fixture/gateway-process.ts';
import { codesOf, query } from './fixture/query.ts';

let gateway: GatewayProcess;

beforeAll(async () => {
  const nowhere = 'http://127.0.0.1:1/graphql';
  gateway = await startGatewayProcess({
    issuers: await createTestIssuers(),
    urls: { people: nowhere, posts: nowhere },
    environment: { LOG_LEVEL: 'error', NODE_OPTIONS: '--max-old-space-size=200' },
  });
});
afterAll(() => gateway.stop());

/** As many fields as the limits let through. */
const person = (levels: number): string =>
  levels === 0
    ? 'id name'
    : `id name postCount friends(first: 1) { totalCount nodes { ${person(levels - 1)} } } posts(first: 1) { id title author { ${person(levels - 1)} } }`;

it('survives three hundred large operations, each of them new, in a small memory', async () => {
  const fields = person(5);
  for (let count = 0; count < 300; count += 1) {
    const answer = await query(gateway.url, `query Large${count} { me { ${fields} } }`);
    expect(codesOf(answer)).toEqual(['SUBGRAPH_UNAVAILABLE']);
  }
}, 240_000);
