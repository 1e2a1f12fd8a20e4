import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePorts } from '../src/ports.ts';
import { newDataDir, run } from './runner.ts';

let folder: string;
let port: number;

beforeAll(async () => {
  folder = await newDataDir();
  port = await freePorts(4);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a start says that must end with exit code 1 and one line. */
async function refusal(environment: Record<string, string>): Promise<string> {
  const dataDir = path.join(folder, 'data');
  const runner = run('infra/local/start.mjs', {
    DATA_DIR: dataDir,
    PORT: String(port),
    ...environment,
  });
  expect(await runner.ended()).toBe(1);
  expect(runner.errors().trimEnd().split('\n')).toHaveLength(1);
  return runner.errors().trimEnd();
}

it('names the port in use and who wants it', async () => {
  const other = createServer().listen(port + 2, '127.0.0.1');
  await once(other, 'listening');
  try {
    expect(await refusal({})).toBe(
      `Port ${port + 2} (orders) is in use: free it or set PORT to another one.`,
    );
  } finally {
    other.close();
  }
});

it('names a folder that it cannot write in', async () => {
  const file = path.join(folder, 'a-file');
  await writeFile(file, '');
  const dataDir = path.join(file, 'data');
  expect(await refusal({ DATA_DIR: dataDir })).toBe(
    `Nothing can be written in ${dataDir}: ENOTDIR.`,
  );
});

it('names a module that there is not, and those there are', async () => {
  expect(await refusal({ MODULES: 'customers,invoices' })).toBe(
    'MODULES: there is no module invoices; there are customers, orders, loyalty.',
  );
});

it('does not start modules without the one they refer to', async () => {
  expect(await refusal({ MODULES: 'orders' })).toMatch(/^MODULES: customers is always needed/);
});

it('reports all faults of the environment together', async () => {
  expect(await refusal({ PORT: 'http', ORDERS_DATABASE_URL: 'mysql://here' })).toMatch(
    /^PORT: .*; ORDERS_DATABASE_URL: /,
  );
});

it('tells what names the port of the gateway', async () => {
  expect(await refusal({ GATEWAY_PORT: '5000' })).toBe(
    'GATEWAY_PORT: the variable for the gateway is PORT',
  );
});

it('tells an old Node what it needs', async () => {
  const pretend = path.join(folder, 'old-node.mjs');
  await writeFile(
    pretend,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.18.3' } });`,
  );
  const preload = `--import=${pathToFileURL(pretend).href}`;
  expect(await refusal({ NODE_OPTIONS: preload })).toBe(
    'customer-graph needs Node 20.19 or newer; this is 20.18.3.',
  );
});

it.skipIf(process.getuid?.() === 0)('names a folder that belongs to somebody else', async () => {
  expect(await refusal({ DATA_DIR: '/customer-graph' })).toMatch(
    /^Nothing can be written in \/customer-graph: EACCES\.$/,
  );
});
