import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createSigningProxy } from '@customer-graph/signing-proxy';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../../src/child.ts';
import { readJson } from '../../src/data-dir.ts';
import { z } from 'zod';
import { openShop, type Shop, type Shopper } from './shop.ts';

/** Another maker's gateway over the real services, by the supergraph that is committed and the signing proxy. */

let shop: Shop;
let ada: Shopper;
let proxy: ReturnType<typeof createSigningProxy>;
let gateway: ChildProcess;
let url: string;
let query: string;

beforeAll(async () => {
  shop = await openShop();
  ada = await shop.signUp('demo', 'ada@example.com');
  await shop.placeOrder(ada.id);
  await shop.addPoints(ada.id, 1_050);

  const { graph } = shop;
  const secrets = await readJson(
    path.join(graph.dataDir, 'secrets.json'),
    z.object({ internal: z.string() }),
  );
  const urls = graph.modules.map((name) => [name, `${graph.serviceUrl(name)}/graphql`] as const);
  proxy = createSigningProxy({
    HOST: '127.0.0.1',
    PORT: 0,
    INTERNAL_SECRETS: [secrets?.internal ?? ''],
    SUBGRAPHS: Object.fromEntries(urls),
    CLIENT_ADDRESS_HEADER: undefined,
    TIMEOUT_MS: 10_000,
    MAX_BODY: 1_000_000,
  });
  const origin = await proxy.listen({ host: '127.0.0.1', port: 0 });
  const supergraph = await readFile(path.join(root, 'gateway/supergraph.graphql'), 'utf8');
  const script = path.join(import.meta.dirname, 'hive-gateway.mjs');
  const signed = supergraph.replaceAll(
    /@join__graph\(name: "([^"]+)", url: "[^"]*"\)/g,
    (_all, name: string) => `@join__graph(name: "${name}", url: "${origin}/${name}")`,
  );
  gateway = spawn(process.execPath, [script], {
    env: { ...process.env, SUPERGRAPH: signed },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(gateway.stdout ?? gateway, 'data')) as [Buffer];
  url = line.toString().trim();
  const readme = await readFile(path.join(root, 'README.md'), 'utf8');
  const body = /-d '(\{"query":.*\})'/.exec(readme)?.[1] ?? '';
  query = z.object({ query: z.string() }).parse(JSON.parse(body)).query;
}, 120_000);
afterAll(async () => {
  const gone = once(gateway, 'exit');
  gateway.kill('SIGKILL');
  await gone;
  await proxy.close();
  await shop.close();
});

async function askForeign(headers: Record<string, string>): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

it("gives the README's query the response that our gateway gives", async () => {
  const ours = await shop.ask(query, { token: ada.token });
  expect(ours.errors).toBeUndefined();
  expect(await askForeign({ authorization: `Bearer ${ada.token}` })).toEqual(ours);
});

it('is let in no further than its caller: a forged token reads nothing', async () => {
  const [head, , signature] = ada.token.split('.');
  const payload = Buffer.from('{"sub":"x","store_id":"demo"}').toString('base64url');
  const response = await askForeign({ authorization: `Bearer ${head}.${payload}.${signature}` });
  expect(response).toMatchObject({ data: { me: null } });
  expect(JSON.stringify(response)).toContain('UNAUTHENTICATED');
});
