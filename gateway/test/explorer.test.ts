import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createTestIssuers, type TestIssuers } from '@customer-graph/testing';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startGatewayProcess, type GatewayProcess } from './fixture/gateway-process.ts';
import { startPeople, startPosts, type FixtureSubgraph } from './fixture/subgraph.ts';

const executablePath = '/usr/bin/chromium';

let issuers: TestIssuers;
let people: FixtureSubgraph;
let posts: FixtureSubgraph;
let gateway: GatewayProcess;
let folder: string;

const example = `# Names from one module, numbers from another.
query Joined {
  people(first: 3) {
    nodes {
      name
      postCount
    }
  }
}`;

beforeAll(async () => {
  issuers = await createTestIssuers();
  [people, posts] = await Promise.all([startPeople(), startPosts()]);
  folder = await mkdtemp(path.join(inject('runFolder'), 'examples-'));
  await writeFile(path.join(folder, 'joined.graphql'), example);
  await writeFile(path.join(folder, 'other.graphql'), 'query Other { notInThisGraph }');
  gateway = await startGatewayProcess({
    issuers,
    urls: { people: people.url, posts: posts.url },
    environment: { EXAMPLES_PATH: folder },
  });
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([people.stop(), posts.stop(), rm(folder, { recursive: true })]);
});

describe('the explorer', () => {
  it('lists only examples that fit the graph that is served', async () => {
    const response = await fetch(`${gateway.origin}/explorer/examples.json`);
    expect(await response.json()).toMatchObject({
      id: 'examples',
      operations: [{ name: 'Joined', description: 'Names from one module, numbers from another.' }],
    });
  });

  it('is shown the plan of its operations, as routers write it', async () => {
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', referer: `${gateway.origin}/explorer` },
      body: JSON.stringify({ query: '{ people(first: 1) { nodes { postCount } } }' }),
    });
    expect(await response.json()).toMatchObject({
      extensions: {
        queryPlan: {
          kind: 'QueryPlan',
          node: {
            kind: 'Sequence',
            nodes: [
              { kind: 'Fetch', serviceName: 'people' },
              {
                kind: 'Flatten',
                path: [{ Field: 'people' }, { Field: 'nodes' }, '@'],
                node: { serviceName: 'posts' },
              },
            ],
          },
        },
      },
    });
  });

  it('is not there in production', async () => {
    const production = await startGatewayProcess({
      issuers,
      urls: { people: people.url, posts: posts.url },
      environment: { NODE_ENV: 'production' },
    });
    for (const file of [
      '/',
      '/explorer',
      '/explorer/page.js',
      '/explorer/laboratory.js',
      '/explorer/examples.json',
    ])
      expect((await fetch(`${production.origin}${file}`)).status).toBe(404);
    await production.stop();
  });
});

describe.skipIf(!existsSync(executablePath))('the explorer in a browser without internet', () => {
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];
  const foreign: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(error.message));
    await page.route('**', (route) => {
      if (new URL(route.request().url()).origin === gateway.origin) return route.continue();
      foreign.push(route.request().url());
      return route.abort();
    });
  });
  afterAll(() => browser.close());

  it('runs an operation with the token that was entered, and shows its plan', async () => {
    const authorization = await issuers.authorize({ kind: 'customer' });
    await page.goto(`${gateway.origin}/explorer`);
    await page.fill('#token', authorization.replace('Bearer ', ''));
    await page.getByText('Examples', { exact: true }).click();
    await page.getByText('Joined', { exact: true }).first().click();
    await page.waitForSelector('.monaco-editor');
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByText('"Person 3"').waitFor();
    await page.getByText('Query Plan').click();
    await page.getByText('Visual').waitFor();
    await page
      .getByText(/Flatten/)
      .first()
      .waitFor();
    await page.getByText(/posts/).first().waitFor();
    expect({ faults, foreign }).toEqual({ faults: [], foreign: [] });
  });

  it('opens with an example, and with what was open before', async () => {
    const context = await browser.newContext();
    const fresh = await context.newPage();
    await fresh.goto(`${gateway.origin}/explorer`);
    await fresh.waitForSelector('.monaco-editor');
    await fresh.getByRole('button', { name: 'Run' }).click();
    await fresh.getByText('"Person 3"').waitFor();
    await fresh.reload();
    await fresh.waitForSelector('.monaco-editor');
    await context.close();
  });

  it('runs the script of the landing page, and answers the page that Apollo Sandbox runs in', async () => {
    const context = await browser.newContext({ permissions: ['local-network-access'] });
    const sandbox = await context.newPage();
    const blocked: string[] = [];
    sandbox.on('console', (message) => {
      if (message.type() === 'error') blocked.push(message.text());
    });
    // What stands on the internet is played here; the browser's rules are its own.
    await sandbox.route(/^https:/, (route) => {
      const { hostname } = new URL(route.request().url());
      if (hostname === 'embeddable-sandbox.cdn.apollographql.com')
        return route.fulfill({
          contentType: 'text/javascript',
          body: 'window.EmbeddedSandbox = class { constructor() { document.title = "embedded"; } };',
        });
      return hostname === 'studio.apollographql.com'
        ? route.fulfill({ contentType: 'text/html', body: '<title>studio</title>' })
        : route.abort();
    });
    await sandbox.goto(gateway.url);
    await expect.poll(() => sandbox.title(), { timeout: 10_000 }).toBe('embedded');

    await sandbox.goto('https://studio.apollographql.com/sandbox');
    const ask = `fetch(${JSON.stringify(gateway.url)}, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-store-id': 'demo' },
      body: '{"query":"{ me { name } }"}',
    }).then((response) => response.json())`;
    expect(await sandbox.evaluate(ask)).toMatchObject({ data: { me: { name: 'Person 1' } } });
    expect(blocked.filter((text) => /policy/i.test(text))).toEqual([]);
    await context.close();
  });
});
