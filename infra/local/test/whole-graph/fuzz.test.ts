import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { canariesIn, internals, randomOperation } from '@customer-graph/testing';
import fc from 'fast-check';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inputsQuery, samplesFrom } from './oracle/inputs.ts';
import { WholeGraphOracle } from './oracle/whole-graph-oracle.ts';
import { openShop, type Shop, type Shopper } from './shop.ts';

const canary = 'Quetzalcanary';
const documents = 600;

let shop: Shop;
let schema: GraphQLSchema;
let ours: Shopper;
let theirs: Shopper;
let secrets: readonly string[];
let literals: Record<string, readonly string[]> & { other: readonly string[] };
/** By caller: nobody, a customer, and staff that may do anything in its own store. */
let callers: readonly Record<string, string>[];

beforeAll(async () => {
  shop = await openShop({
    overrides: { gateway: { TRAFFIC_SHAPING: '{"all":{"timeout":20000,"headersTimeout":20000}}' } },
  });
  ours = await shop.signUp('demo', 'ours@example.com');
  theirs = await shop.signUp('acme', 'theirs@example.com');
  const { order } = await shop.placeOrder(ours.id);
  const { order: theirOrder } = await shop.placeOrder(theirs.id, { store: 'acme' });
  await shop.addPoints(ours.id, 500);
  await shop.addPoints(theirs.id, 500, 'acme');
  await plant();
  const staff = await shop.staff('demo');
  callers = [
    { 'x-store-id': 'demo' },
    { authorization: `Bearer ${ours.token}` },
    { authorization: `Bearer ${staff}` },
    { authorization: `Bearer ${staff}`, 'x-store-id': 'acme' },
  ];
  const ids = [ours.id, theirs.id, order.id, theirOrder.id, '', 'x', "' OR 1=1 --"];
  literals = {
    ID: ids.map((id) => JSON.stringify(id)),
    Int: ['1', '2', '20', '0', '-1', '2147483647'],
    MinorUnits: ['1', '0', '-1', '9007199254740991', '9007199254740993', '"1"'],
    Boolean: ['true', 'false'],
    Float: ['1.5'],
    DateTime: ['"2026-01-01T00:00:00Z"', '"tomorrow"', '7'],
    CurrencyCode: ['"EUR"', '"JPY"', '"ECU"'],
    CountryCode: ['"DE"', '"US"', '"QQ"'],
    Locale: ['"de-DE"', '"the local one"'],
    other: [
      '"Quetzal"',
      '"theirs@example.com"',
      '"%"',
      '"C-000001"',
      '"O-000001"',
      '"a"',
      '"\\u0000"',
    ],
  };
  const api = path.resolve(import.meta.dirname, '../../../../gateway/api.graphql');
  schema = buildSchema(await readFile(api, 'utf8'));
  secrets = [
    canary,
    await shop.internalSecret(),
    ...shop.graph.modules.map((module) => new URL(shop.graph.databaseUrl(module)).password),
  ];
}, 120_000);
afterAll(() => shop.close());

/** Leaves the canary in every module, in the other store. */
async function plant(): Promise<void> {
  const token = await shop.staff('acme');
  const variables = { id: theirs.id, text: canary, key: canary };
  const written = await shop.ask(
    `mutation ($id: ID!, $text: String!, $key: String!) {
      updateCustomer(id: $id, input: { lastName: $text }) { __typename }
      addPoints(input: { customerId: $id, points: 5, reason: $text }, idempotencyKey: $key) { __typename }
      placeOrder(input: {
        customerId: $id, contact: { email: "theirs@example.com" }
        lines: [{ name: $text, quantity: 1, unitPrice: { amountMinor: 1, currency: "EUR" } }]
      }, idempotencyKey: $key) { __typename }
    }`,
    { token, variables },
  );
  expect(written).toEqual({
    data: {
      updateCustomer: { __typename: 'CustomerPayload' },
      addPoints: { __typename: expect.stringMatching(/Payload$/) },
      placeOrder: { __typename: 'PlacedOrder' },
    },
  });
}

/** What each process has logged. */
async function logs(): Promise<Record<string, string>> {
  const files = await readdir(shop.graph.logDir);
  expect(files.length).toBeGreaterThanOrEqual(4);
  const texts = files.map(async (file): Promise<[string, string]> => [
    file,
    await readFile(path.join(shop.graph.logDir, file), 'utf8'),
  ]);
  return Object.fromEntries(await Promise.all(texts));
}

it(`tells nothing of another store, and no secret, to ${documents} operations from a fuzzer`, async () => {
  const faults: string[] = [];
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.nat()), fc.nat(3), async (stream, caller) => {
      const draw = (bound: number) => (stream.next().value ?? 0) % bound;
      const query = randomOperation({ schema, draw, literals });
      const response = await fetch(shop.graph.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...callers[caller] },
        body: JSON.stringify({ query }),
      });
      const body = await response.text();
      const headers = JSON.stringify([...response.headers]);
      expect(response.status).toBeLessThan(500);
      expect(canariesIn({ body, headers }, [...secrets, ...internals])).toEqual([]);
      if (/"(INTERNAL_SERVER_ERROR|SUBGRAPH_\w+|VALUE_MISSING)"/.test(body))
        faults.push(`${query}\n${body}`);
      if (/"data":\{"/.test(body)) answered += 1;
    }),
    { numRuns: documents },
  );
  expect(faults).toEqual([]);
  expect(answered).toBeGreaterThan(documents / 4);
  expect(canariesIn(await logs(), secrets)).toEqual([]);
}, 120_000);

it('would find the canary: its own store is told of it by every module', async () => {
  const answer = await shop.ask(
    `query ($id: ID!) { customer(id: $id) {
      lastName
      recentOrders(limit: 1) { lines { name } }
      loyalty { entries(first: 1) { edges { node { reason } } } }
    } }`,
    { token: await shop.staff('acme'), variables: { id: theirs.id } },
  );
  expect(JSON.stringify(answer).split(canary)).toHaveLength(4);
  expect(canariesIn({ body: JSON.stringify(answer) }, secrets)).toEqual([`${canary} in body`]);
});

/** `npx tsx infra/local/oracle.ts` does the same for thousands of queries over the demo data. */
it('gives generated queries the response of one server that reads each field by itself', async () => {
  const [nobody = {}, customer = {}, staff = {}] = callers;
  const { data } = await shop.ask(inputsQuery, { token: await shop.staff() });
  const oracle = await WholeGraphOracle.open({
    graph: shop.graph,
    secret: await shop.internalSecret(),
    callers: [
      { name: 'nobody', headers: nobody },
      { name: 'customer', headers: customer },
      { name: 'staff', headers: staff },
    ],
    samples: samplesFrom(data),
    operations: 50,
    seed: 1,
  });
  const { differences, ...tally } = await oracle.run();
  expect(differences).toEqual([]);
  expect(tally.operations).toBe(50);
  expect(tally.refused).toBeLessThan(5);
  expect(tally.joined).toBeGreaterThan(5);
});
