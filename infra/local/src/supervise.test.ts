import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { root } from './child.ts';
import { freePorts } from './ports.ts';
import { supervise, type Supervised } from './supervise.ts';

const within = { timeout: 20_000 };
const lines: string[] = [];
let folder: string;
let logs: string;
let supervised: Supervised;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'customer-graph-supervise-'));
  logs = path.join(folder, 'logs');
  await mkdir(logs);
  lines.length = 0;
});
afterEach(async () => {
  vi.useRealTimers();
  await supervised.stop();
  await rm(folder, { recursive: true });
});

async function start(source: string): Promise<void> {
  const script = path.join(folder, 'script.mjs');
  const port = await freePorts(1);
  await writeFile(script, source);
  supervised = supervise({
    name: 'thing',
    script: path.relative(root, script),
    environment: { PORT: String(port) },
    logFile: path.join(logs, 'thing.log'),
    healthUrl: `http://127.0.0.1:${port}/`,
    onLine: (line) => lines.push(line),
  });
  supervised.start();
}

it('says why a process did not start, also where its log was full before', async () => {
  await writeFile(path.join(logs, 'thing.log'), 'x'.repeat(5_000_001));
  await start(`console.error('no such colour'); process.exit(1);`);
  await expect(supervised.ready()).rejects.toThrow(/thing did not start.*\nno such colour/);
});

it('goes on trying, and says so, where a process that ran cannot be started again', async () => {
  await start(`import http from 'node:http';
    http.createServer((_, answer) => answer.end()).listen(process.env.PORT, '127.0.0.1');`);
  await supervised.ready();
  await rm(logs, { recursive: true });
  await supervised.kill('SIGKILL');
  await vi.waitFor(
    () => expect(lines.join('\n')).toMatch(/thing cannot be started.*ENOENT/),
    within,
  );
  await mkdir(logs);
  await supervised.ready();
});

it('waits for a process as long as it lives, and says what it waits for', async () => {
  const go = path.join(folder, 'go');
  await start(`import http from 'node:http';
    import { existsSync } from 'node:fs';
    console.log(JSON.stringify({ msg: 'building an index' }));
    const server = http.createServer((_, response) => response.end());
    const timer = setInterval(() => {
      if (!existsSync(${JSON.stringify(go)})) return;
      clearInterval(timer);
      server.listen(process.env.PORT, '127.0.0.1');
    }, 20);`);
  await vi.waitFor(() => expect(supervised.pid()).toBeDefined(), within);
  const pid = supervised.pid();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
  await vi.waitFor(
    () =>
      expect(lines).toContainEqual(expect.stringMatching(/^Waiting for thing, 36\d\d s.*index$/)),
    within,
  );
  await writeFile(go, '');
  await supervised.ready();
  expect(supervised.pid()).toBe(pid);
});
