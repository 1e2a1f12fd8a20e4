import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { password, type World } from './world.ts';

export interface Visitor {
  readonly page: Page;
  /** Another tab of the same browser. */
  newTab(): Promise<Page>;
  /** Names of the operations that were sent so far. */
  readonly operations: string[];
  /** Leaves, having made sure that the browser had nothing to complain about but what was expected. */
  leave(expected?: RegExp): Promise<void>;
}

/** Somebody with a browser that has not been here before. */
export async function visit(
  browser: Browser,
  world: World,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({ baseURL: world.origin, locale: 'en-GB', ...options });
  context.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  const operations: string[] = [];
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  context.on('weberror', (error) => complaints.push(error.error().message));
  context.on('request', (request) => {
    const name = /"operationName":"(\w+)"/.exec(request.postData() ?? '')?.[1];
    if (name !== undefined) operations.push(name);
  });
  return {
    page: await context.newPage(),
    newTab: () => context.newPage(),
    operations,
    async leave(expected) {
      await context.close();
      expect(complaints.filter((complaint) => !expected?.test(complaint))).toEqual([]);
    },
  };
}

/** Fills the sign-in form in and waits for the page that follows. */
export async function signIn(page: Page, email: string, secret = password): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}
