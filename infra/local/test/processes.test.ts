import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Graph } from '../src/graph.ts';
import { lookUp } from '../src/process-table.ts';
import { startTemporaryGraph } from '../src/temporary-graph.ts';
import { descendantsOf } from './runner.ts';

const starting = 120_000;
const lines: string[] = [];
let graph: Graph;

beforeAll(async () => {
  graph = await startTemporaryGraph({
    modules: ['customers'],
    onLine: (line) => lines.push(line),
  });
}, starting);
afterAll(() => graph.stop(), starting);

it('starts a service again that was killed, and says so', { timeout: starting }, async () => {
  const before = graph.pids()['customers'];
  await graph.kill('customers');
  await graph.ready('customers');
  expect(graph.pids()['customers']).not.toBe(before);
  expect(lines.join('\n')).toContain('customers ended (SIGKILL) and is started again');
});

it('leaves a halted service down until it is resumed', { timeout: starting }, async () => {
  await graph.halt('customers');
  expect(graph.pids()).not.toHaveProperty('customers');
  graph.resume('customers');
  await graph.ready('customers');
  expect(graph.pids()).toHaveProperty('customers');
});

it(
  'shows why a service does not start, and leaves nothing running',
  { timeout: starting },
  async () => {
    const before = await descendantsOf(process.pid);
    const start = startTemporaryGraph({
      modules: ['customers'],
      overrides: { customers: { STORES: 'none' } },
    });
    await expect(start).rejects.toThrow(/^customers did not start \(exit code 1\):\n.*STORES/);
    const after = await descendantsOf(process.pid);
    expect(after.filter((pid) => !before.includes(pid))).toEqual([]);
  },
);

it('notices that its package manager was killed', async () => {
  const probe = fileURLToPath(new URL('parents-probe.ts', import.meta.url));
  const child = `require('node:child_process').spawn(process.execPath,
    ['--import', 'tsx', ${JSON.stringify(probe)}], { stdio: 'inherit' }); setInterval(() => {}, 1000)`;
  const manager = spawn(process.execPath, ['-e', child], {
    argv0: 'pnpm',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  manager.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await vi.waitFor(() => expect(output).toContain('watching'), { timeout: 20_000 });
  const [runner = 0] = await descendantsOf(manager.pid ?? 0);
  const closed = once(manager, 'close');
  manager.kill('SIGKILL');
  await closed;
  expect(output).toContain('parents gone');
  expect(await lookUp(runner)).toBeUndefined();
});
