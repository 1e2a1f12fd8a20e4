import { rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { discardPostgres } from '@customer-graph/local-postgres';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { verificationTokens } from '../src/demo/mailbox.ts';
import { demoEmail, demoPassword } from '../src/demo/people.ts';
import { callGraph } from '../src/graph-client.ts';
import { freePorts } from '../src/ports.ts';
import { descendantsOf, living, newDataDir, postgresPid, run, type Runner } from './runner.ts';

const starting = 120_000;
const start = 'infra/local/start.mjs';

let dataDir: string;
let environment: Record<string, string>;
const runners: Runner[] = [];

beforeEach(async () => {
  dataDir = await newDataDir();
  const port = await freePorts(4);
  environment = { DATA_DIR: dataDir, PORT: String(port), MODULES: 'customers' };
});

afterEach(async () => {
  for (const { child } of runners.splice(0)) child.kill('SIGKILL');
  await discardPostgres(path.join(dataDir, 'postgres'));
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

function startGraph(overrides: Record<string, string> = {}): Runner {
  const runner = run(start, { ...environment, ...overrides });
  runners.push(runner);
  return runner;
}

const counted = z.object({ customers: z.object({ totalCount: z.number() }) });
const countCustomers = async (url: string, token: string): Promise<number> => {
  const headers = { authorization: `Bearer ${token}` };
  const query = '{ customers(first: 1) { totalCount } }';
  return (await callGraph(url, counted, { query, headers })).customers.totalCount;
};

async function token(...args: string[]): Promise<string> {
  const tsx = 'node_modules/tsx/dist/cli.mjs';
  const command = run(tsx, environment, ['infra/local/src/token.ts', '--', ...args]);
  expect(await command.ended(), command.errors()).toBe(0);
  expect(command.lines()).toHaveLength(1);
  return command.lines()[0] ?? '';
}

const adaIn = async (url: string, store: string) => {
  const shape = z.object({
    login: z.object({ customer: z.object({ emailVerified: z.boolean() }) }),
  });
  const query = `mutation { login(email: "${demoEmail}", password: "${demoPassword}") {
    ... on AuthSession { customer { emailVerified } } } }`;
  const { login } = await callGraph(url, shape, { query, headers: { 'x-store-id': store } });
  return login.customer;
};

it(
  'finishes the demo data where loading them was cut off between registration and verification',
  { timeout: 3 * starting },
  async () => {
    const first = startGraph();
    const loading = () => expect(first.lines()).toContain('Loading demo data');
    await vi.waitFor(loading, { timeout: starting });
    const mails = path.join(dataDir, 'mail');
    await vi.waitUntil(
      async () => (await verificationTokens(mails, 'demo', demoEmail)).length > 0,
      {
        timeout: starting,
      },
    );
    first.child.kill('SIGKILL');
    await first.ended();

    const again = startGraph();
    const url = await again.ready();
    expect(again.lines()).toContain('Loading demo data');
    for (const store of ['demo', 'acme'])
      expect(await adaIn(url, store)).toEqual({ emailVerified: true });
    again.child.kill('SIGTERM');
    expect(await again.ended()).toBe(0);
  },
);

it(
  'comes up filled, refuses a second start, ends on Ctrl-C, and has its data after that and after kill -9',
  { timeout: 3 * starting },
  async () => {
    const first = startGraph();
    const url = await first.ready();
    expect(first.lines().at(-1)).toBe(`Ready  http://127.0.0.1:${environment['PORT']}/graphql`);
    expect(first.lines()).toContain('Loading demo data');
    const staff = await token('--as', 'staff', '--store', 'demo');
    const count = await countCustomers(url, staff);
    expect(count).toBeGreaterThan(50);

    const ada = await token('--as', 'customer', '--store', 'acme', '--email', 'ada@example.com');
    const me = z.object({ me: z.object({ email: z.string() }) });
    const headers = { authorization: `Bearer ${ada}` };
    const answer = await callGraph(url, me, { query: '{ me { email } }', headers });
    expect(answer.me.email).toBe('ada@example.com');

    const second = startGraph({ PORT: String(await freePorts(4)) });
    expect(await second.ended()).toBe(1);
    expect(second.errors()).toMatch(/^The graph already runs on .* process \d+: .*\n$/);

    const family = await descendantsOf(first.pid);
    expect(family.length).toBeGreaterThan(3);
    process.kill(-first.pid, 'SIGINT');
    expect(await first.ended()).toBe(0);
    expect(await living(family)).toEqual([]);

    const again = startGraph();
    expect(await countCustomers(await again.ready(), staff)).toBe(count);
    expect(again.lines()).not.toContain('Loading demo data');
    const services = await descendantsOf(again.pid);
    const server = await postgresPid(dataDir);
    again.child.kill('SIGKILL');
    await again.ended();
    await vi.waitFor(
      async () => {
        const left = (await living(services)).filter((command) => command.includes('main.ts'));
        expect(left).toEqual([]);
      },
      { timeout: 10_000 },
    );

    const recovered = startGraph();
    expect(await countCustomers(await recovered.ready(), staff)).toBe(count);
    expect(await living([server])).toEqual([]);
    recovered.child.kill('SIGTERM');
    expect(await recovered.ended()).toBe(0);
  },
);
