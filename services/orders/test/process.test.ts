import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createSubgraphClient } from '@customer-graph/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { anOrder } from './actions.ts';
import { prepareOrders } from './start.ts';

const entry = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const logLine = z.looseObject({ msg: z.string(), url: z.string().optional() });

let prepared: Awaited<ReturnType<typeof prepareOrders>>;
beforeAll(async () => {
  prepared = await prepareOrders();
});
afterAll(() => prepared.remove());

const run = (env: Record<string, string>, ...args: string[]) =>
  spawn(process.execPath, ['--import', 'tsx', entry, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

it('serves until it is asked to end, and then finishes what has begun', async () => {
  const child = run(prepared.environment);
  let url = '';
  for await (const line of createInterface(child.stdout)) {
    const { msg, url: address } = logLine.parse(JSON.parse(line));
    if (msg === 'listening' && address) {
      url = address;
      break;
    }
  }
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  const query = createSubgraphClient(url, 'orders');
  const place = `mutation ($input: PlaceOrderInput!, $key: String!) {
    placeOrder(input: $input, idempotencyKey: $key) { __typename } }`;
  const placing = ['1', '2', '3'].map((key) =>
    query(place, { variables: { input: anOrder, key }, authorization: prepared.staff }),
  );
  const first = await Promise.race(placing);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  for (const answer of [first, ...(await Promise.all(placing))])
    expect(answer).toEqual({ data: { placeOrder: { __typename: 'PlacedOrder' } } });
  const [code] = await ended;
  expect(code).toBe(0);
}, 60_000);

it('applies migrations on request and ends', async () => {
  const child = run(prepared.environment, 'migrate');
  const [code] = await once(child, 'close');
  expect(code).toBe(0);
}, 60_000);

it('names all faults of its environment together and exits with 1', async () => {
  const faulty = run({ STORES: '[]', GUEST_TOKEN_SECRETS: 'short' });
  const errors: string[] = [];
  faulty.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  const [code] = await once(faulty, 'close');
  expect(code).toBe(1);
  const names = ['STORES', 'DATABASE_URL', 'CUSTOMERS_URL', 'GUEST_TOKEN_SECRETS', 'SMTP_URL'];
  for (const name of names) expect(errors.join('')).toContain(name);
}, 60_000);
