import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { serveApp } from '../server/serve.ts';
import { buildApp, dist } from '../tools/build.ts';
import { root } from '../tools/generate.ts';

beforeAll(() => buildApp(), 60_000);

async function serve() {
  const endpoint = 'http://127.0.0.1:4000/graphql?a="b"';
  const app = await serveApp({ dist, host: '127.0.0.1', port: 0, endpoint, store: 'acme' });
  onTestFinished(app.stop);
  return app.origin;
}

test('the page knows endpoint and store, and may reach nothing but the gateway', async () => {
  const response = await fetch(await serve());
  const page = await response.text();
  expect(page).toContain('content="http://127.0.0.1:4000/graphql?a=&quot;b&quot;"');
  expect(page).toContain('name="store" content="acme"');
  const policy = response.headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'; script-src 'self'");
  expect(policy).toContain('connect-src http://127.0.0.1:4000;');
});

test('every path of the app is the page; files that are not there are not', async () => {
  const origin = await serve();
  const [page, other] = await Promise.all([fetch(origin), fetch(`${origin}/orders/1?after=2`)]);
  expect(await other.text()).toBe(await page.text());
  expect((await fetch(`${origin}/assets/gone.js`)).status).toBe(404);
  expect((await fetch(`${origin}/..%2f..%2fpackage.json`)).status).toBe(404);
  expect((await fetch(origin, { method: 'POST' })).status).toBe(405);
});

test('what a browser has already is not sent again', async () => {
  const origin = await serve();
  const etag = (await fetch(origin)).headers.get('etag') ?? '';
  expect((await fetch(origin, { headers: { 'if-none-match': etag } })).status).toBe(304);
});

test('the process says where it is, answers, and ends when it is told to', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(root, 'server/main.ts')], {
    cwd: root,
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(createInterface(child.stdout), 'line');
  const origin = /^Account ready {2}(\S+)$/.exec(String(line))?.[1] ?? '';
  expect((await fetch(`${origin}/readyz`)).status).toBe(200);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
