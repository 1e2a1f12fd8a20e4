import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import { randomOperation } from '@customer-graph/testing';
import fc from 'fast-check';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShop, type Shop } from './shop.ts';

let shop: Shop;
let schema: GraphQLSchema;
let tokens: readonly (string | undefined)[];

const strangeTexts = [
  'demo',
  'acme',
  'nowhere',
  '',
  ' demo',
  'DEMO',
  'demo, acme',
  '__proto__',
  'constructor',
  'dé\u00a0mo',
  '\u00ff'.repeat(40),
  '%00',
  '"; DROP TABLE stores --',
  'x'.repeat(127),
  'x'.repeat(255),
];
/** Of GraphQL, so that a text ends up in every scalar. */
const literals = {
  Int: ['0', '-1', '2147483647'],
  Boolean: ['true', 'false'],
  other: [
    '"\\u0000"',
    '"\\ud800"',
    '"😀"',
    '"O-000001"',
    '"' + 'x'.repeat(5_000) + '"',
    '1',
    'null',
  ],
};

beforeAll(async () => {
  shop = await openShop({
    overrides: { gateway: { TRAFFIC_SHAPING: '{"all":{"timeout":20000,"headersTimeout":20000}}' } },
  });
  const stores = [...strangeTexts.filter((text) => text !== ''), 'ж'.repeat(100)];
  const sign = (as: 'staff' | 'service', store: string, more = {}) =>
    shop.graph.token({ as, store, ...more });
  tokens = [
    undefined,
    'no.token.at-all',
    ...(await Promise.all(
      stores.flatMap((store) => [sign('staff', store), sign('service', store)]),
    )),
    ...(await Promise.all(
      stores.map((subject) => sign('staff', 'demo', { subject, permissions: [subject] })),
    )),
    await sign('staff', 'demo', { permissions: [] }),
    await sign('service', 'nowhere', { permissions: ['customers:read', 'x'.repeat(200)] }),
  ];
  const api = path.resolve(import.meta.dirname, '../../../../gateway/api.graphql');
  schema = buildSchema(await readFile(api, 'utf8'));
}, 240_000);
afterAll(() => shop.close());

interface Sent {
  readonly status: number;
  readonly body: string;
}

/** Sends headers as bytes, also those that `fetch` refuses to send. */
function send(body: string, headers: Record<string, string>): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const sent = request(
      shop.graph.url,
      { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        response
          .setEncoding('utf8')
          .toArray()
          .then(
            (parts: string[]) =>
              resolve({ status: response.statusCode ?? 0, body: parts.join('') }),
            reject,
          );
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
}

/** Whether the gateway still lets calls through to every module. */
async function breakers(): Promise<string[]> {
  const text = await (await fetch(new URL('/metrics', shop.graph.url))).text();
  return text.split('\n').filter((line) => /^gateway_subgraph_breaker_state.* [^0]/.test(line));
}

/** What somebody else sees who asks every module. */
async function expectOthersServed(): Promise<void> {
  const others = await shop.ask(
    '{ customers(first: 1) { totalCount } orders(first: 1) { totalCount } loyaltyProgram { version } }',
    { token: await shop.staff() },
  );
  expect(others).toEqual({
    data: {
      customers: { totalCount: expect.any(Number) },
      orders: { totalCount: expect.any(Number) },
      loyaltyProgram: { version: expect.any(Number) },
    },
  });
}

describe('a caller', () => {
  it.each(['nowhere', 'DEMO', '__proto__', 'ж'])(
    'is refused with 401 when its token is for the store %s, which no module serves',
    async (store) => {
      const authorization = `Bearer ${await shop.graph.token({ as: 'staff', store })}`;
      const operations = [
        '{ customers(first: 1) { totalCount } }',
        '{ orders(first: 1) { totalCount } }',
        '{ loyaltyProgram { version } customers(first: 1) { totalCount } }',
        'mutation { updateCustomer(id: "x", input: {}) { __typename } }',
      ];
      for (const query of [...operations, ...operations, ...operations]) {
        const { status, body } = await send(JSON.stringify({ query }), { authorization });
        expect({ status, body: JSON.parse(body) }).toMatchObject({
          status: 401,
          body: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
        });
        expect(JSON.parse(body)).not.toHaveProperty('data');
      }
      expect(await breakers()).toEqual([]);
      await expectOthersServed();
    },
  );

  it('cannot make a module unavailable, whatever tokens, headers, stores and documents it sends', async () => {
    const unavailable: string[] = [];
    let statuses = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.infiniteStream(fc.nat()),
        fc.nat(),
        fc.constantFrom(...strangeTexts),
        fc.constantFrom('x-request-id', 'user-agent', 'x-forwarded-for', 'accept', 'traceparent'),
        async (stream, caller, text, header) => {
          const token = tokens[caller % tokens.length];
          const draw = (bound: number) => (stream.next().value ?? 0) % bound;
          const query = randomOperation({ schema, draw, literals });
          const headers = {
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
            'x-store-id': text,
            [header]: text,
          };
          const { status, body } = await send(JSON.stringify({ query }), headers);
          statuses |= status === 401 ? 1 : status === 200 ? 2 : 0;
          if (status >= 500 || /"SUBGRAPH_\w+"/.test(body))
            unavailable.push(`${JSON.stringify(headers)}\n${query}\n${body}`);
        },
      ),
      { numRuns: 400 },
    );
    expect(unavailable).toEqual([]);
    // Some were refused as a whole, and some were executed.
    expect(statuses).toBe(3);
    expect(await breakers()).toEqual([]);
    await expectOthersServed();
  }, 240_000);
});
