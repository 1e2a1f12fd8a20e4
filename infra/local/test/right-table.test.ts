import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import path from 'node:path';
import { PreparedOperation } from '@customer-graph/plan-executor';
import {
  executeByApollo,
  loadFixture,
  outcomeOf,
  verdictOf,
  type Outcome,
} from '@customer-graph/plan-executor/oracle';
import { parse, validate } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { root } from '../src/child.ts';

/** What the gateway's README says of itself and of others, against what each of them returns. */

interface Case {
  readonly operations: readonly string[];
  readonly variables?: Record<string, unknown>;
  /** Sets of data: more than one where not each has the values that count. */
  readonly seeds?: number;
}

const cases: Record<string, Case> = {
  'an alias takes the name of a key field (`id: name`)': {
    operations: [
      '{ product { id: name stock } }',
      '{ product { id: dimensions { width } stock } }',
    ],
  },
  'a type condition in another one': {
    operations: ['{ dog { ... on Animal { id ... on Dog { name } } } }'],
  },
  '`false`, `0`, `""` where types differ in nullability': {
    operations: ['{ pets { flag count text } }'],
    seeds: 12,
  },
  'a field beside a skipped one that requires others': {
    operations: ['query ($no: Boolean!) { product { id stock weightClass @skip(if: $no) } }'],
    variables: { no: true },
  },
  'arguments of a client beside those of a requirement': {
    operations: ['{ product { price(currency: "EUR") shippingUsd } }'],
  },
  'two requirements with different arguments': {
    operations: ['{ product { shippingUsd shippingEur } }'],
  },
  'a constant leaves out everything below a field': {
    operations: ['{ product { id @skip(if: true) } }'],
  },
  'a condition on an aliased `__typename` in nested fragments': {
    operations: [
      `query ($a: Boolean!, $b: Boolean!) { pets { ...P @include(if: $a) } }
      fragment P on Animal { t: __typename @include(if: $b) ... on Dog @skip(if: $b) { t: __typename barks } }`,
    ],
    variables: { a: true, b: false },
  },
  'order of keys when fragments merge': {
    operations: ['{ pets { ... on Dog { barks } name id ... on Dog { text } } }'],
  },
  'an alias `__typename`': { operations: ['{ pets { __typename: id name } }'] },
  'a condition that is null': {
    operations: [
      'query ($if: Boolean = true) { product { name stock @include(if: $if) } dog { name } }',
    ],
    variables: { if: null },
  },
  '`__schema` beside other fields': {
    operations: ['{ __schema { queryType { name } } product { name } }'],
  },
};

const shop = loadFixture('shop');
let world = { seed: 0, nullOdds: 1_000_000, faultOdds: 0 };
const run = () => ({ world, mutations: 0 });
const sent = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).optional(),
  operationName: z.string().optional(),
});
const received = z.object({ data: z.unknown(), errors: z.array(z.looseObject({})).optional() });

const subgraphs = createServer((request, response) => {
  const serve = async () => {
    const text = await bodyOf(request);
    const { query, variables = {}, operationName } = sent.parse(JSON.parse(text));
    const serviceName = request.url?.slice(1) ?? '';
    const result = await shop.subgraph({ serviceName, query, variables, operationName }, run());
    response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
  };
  serve().catch(() => response.destroy());
});
let hive: ChildProcess;
let hiveUrl: string;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks = (await request.toArray()) as Buffer[];
  return Buffer.concat(chunks).toString();
}

beforeAll(async () => {
  await new Promise<void>((resolve) => subgraphs.listen(0, '127.0.0.1', resolve));
  const address = subgraphs.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const SUPERGRAPH = shop.supergraphSdl.replaceAll(
    /url: "http:\/\/([a-z]+)"/g,
    (_all, name: string) => `url: "http://127.0.0.1:${port}/${name}"`,
  );
  const script = path.join(import.meta.dirname, 'whole-graph/hive-gateway.mjs');
  hive = spawn(process.execPath, [script], {
    env: { ...process.env, SUPERGRAPH },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(hive.stdout ?? hive, 'data')) as [Buffer];
  hiveUrl = line.toString().trim();
}, 120_000);
afterAll(async () => {
  const gone = once(hive, 'exit');
  hive.kill('SIGKILL');
  await gone;
  subgraphs.closeAllConnections();
  await new Promise((resolve) => subgraphs.close(resolve));
});

type Execute = (source: string, variables: Record<string, unknown>) => Promise<Outcome>;

const oneServer: Execute = async (source, variables) =>
  outcomeOf(await shop.monolith(source, variables, run()));
const executors: Record<string, Execute> = {
  ours: async (source, variables) => {
    const fetchOne = run();
    const prepared = new PreparedOperation(shop.graph, parse(source), undefined);
    return outcomeOf(
      await prepared.execute({ variables, fetch: (request) => shop.subgraph(request, fetchOne) }),
    );
  },
  apollo: async (source, variables) =>
    outcomeOf(await executeByApollo(shop, { source, variables }, run())),
  hive: async (query, variables) => {
    const response = await fetch(hiveUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return outcomeOf(received.parse(await response.json()) as Parameters<typeof outcomeOf>[0]);
  },
};

/** All that is seen over the operations and sets of data of a case, in the words of the table. */
async function seen(execute: Execute, { operations, variables = {}, seeds = 1 }: Case) {
  const words = new Set<string>();
  for (const source of operations) {
    expect(validate(shop.schema, parse(source))).toEqual([]);
    let word = 'right';
    for (let seed = 0; seed < seeds && word === 'right'; seed++) {
      world = { ...world, seed };
      const expected = await oneServer(source, variables);
      word = await execute(source, variables).then(
        (actual) => verdictOf(expected, actual),
        () => 'an error',
      );
    }
    words.add(word);
  }
  return [...words].join(', ');
}

it('is what the README of the gateway says, row by row', async () => {
  const readme = await readFile(path.join(root, 'gateway/README.md'), 'utf8');
  const section = /^## What right means$(.*?)^## /ms.exec(readme)?.[1] ?? '';
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .slice(2);
  const observed: string[][] = [];
  for (const [name, theCase] of Object.entries(cases)) {
    const row = [name];
    for (const execute of Object.values(executors)) row.push(await seen(execute, theCase));
    observed.push(row);
  }
  expect(observed).toEqual(rows);
}, 120_000);
