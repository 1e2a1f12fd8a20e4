import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShop, type Shop, type Shopper } from './shop.ts';

const executablePath = '/usr/bin/chromium';
const readme = path.resolve(import.meta.dirname, '../../../../README.md');

describe.skipIf(!existsSync(executablePath))('the explorer over the whole graph', () => {
  let folder: string;
  let shop: Shop;
  let ada: Shopper;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'examples-'));
    const body = /-d '(\{"query":.*\})'/.exec(await readFile(readme, 'utf8'))?.[1];
    const { query }: { query: string } = JSON.parse(body ?? '');
    await writeFile(path.join(folder, 'readme.graphql'), `query Readme ${query}`);
    shop = await openShop({ overrides: { gateway: { EXAMPLES_PATH: folder } } });
    ada = await shop.signUp('demo', 'ada@example.com');
    await shop.placeOrder(ada.id);
    await shop.addPoints(ada.id, 1_050);
  }, 120_000);
  afterAll(async () => {
    await shop.close();
    await rm(folder, { recursive: true });
  });

  it("runs README's query without internet, and shows its plan across all modules", async () => {
    const faults: string[] = [];
    const browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
    });
    try {
      const page = await browser.newPage({ viewport: { width: 1500, height: 950 } });
      page.on('console', (message) => {
        if (message.type() === 'error') faults.push(message.text());
      });
      page.on('pageerror', (error) => faults.push(error.message));
      await page.route('**', (route) => {
        const url = route.request().url();
        if (new URL(url).origin === shop.graph.origin) return route.continue();
        faults.push(`asked for ${url}`);
        return route.abort();
      });
      await page.goto(`${shop.graph.origin}/explorer`);
      await page.fill('#token', ada.token);
      await page.getByText('Examples', { exact: true }).click();
      await page.getByText('Readme', { exact: true }).first().click();
      await page.waitForSelector('.monaco-editor');
      await page.getByRole('button', { name: 'Run' }).click();
      await page.getByText('"Silver"').waitFor();
      await page.getByText('Query Plan').click();
      await page.getByText('Visual').waitFor();
      for (const module of shop.graph.modules)
        await page.getByText(new RegExp(module)).first().waitFor();
      expect(faults).toEqual([]);
    } finally {
      await browser.close();
    }
  }, 60_000);
});
