import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launch, withoutBrowser } from './browser.ts';
import { faultsOn } from './inspect.ts';
import { givePoints, move, newCustomer, pay, placeOrder, type Customer } from './shop.ts';
import { signIn, visit } from './visitor.ts';
import { password, startWorld, store, type World } from './world.ts';

/** Folder for a picture of every screen; none are taken without it. */
const pictures = process.env['ACCOUNT_PICTURES'];

const views: Record<string, BrowserContextOptions> = {
  desktop: { viewport: { width: 1_280, height: 900 }, locale: 'en-GB', colorScheme: 'light' },
  phone: {
    viewport: { width: 360, height: 740 },
    isMobile: true,
    hasTouch: true,
    locale: 'de-DE',
    colorScheme: 'dark',
  },
};

describe.skipIf(withoutBrowser)('the screens', { timeout: 90_000 }, () => {
  let world: World;
  let browser: Browser;
  let customer: Customer;
  let orderId: string;

  beforeAll(async () => {
    [world, browser] = await Promise.all([startWorld(), launch()]);
    customer = await newCustomer(world, 'Annie');
    await givePoints(world, customer, 1_350);
    const orders = Array.from({ length: 11 }, () => placeOrder(world, customer));
    orderId = (await Promise.all(orders))[0]?.id ?? '';
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await world?.stop();
  }, 30_000);

  async function enterBackOffice(page: Page): Promise<void> {
    await page.goto('/back-office');
    await page.locator('[name=token]').fill(await world.graph.token({ as: 'staff', store }));
    await page.locator('button[type=submit]').click();
    await page.locator('tbody tr').first().waitFor();
  }

  /** Makes sure of the screen as it is now. */
  async function look(page: Page, view: string, screen: string): Promise<void> {
    await page.locator('h1').waitFor();
    await page.locator('.loading').waitFor({ state: 'detached' });
    if (pictures) {
      await mkdir(pictures, { recursive: true });
      await page.screenshot({ path: path.join(pictures, `${view}-${screen}.png`), fullPage: true });
    }
    expect(await faultsOn(page), screen).toEqual([]);
  }

  test.each(Object.entries(views))(
    'on a %s every screen can be used by everybody, in the language of the browser',
    async (view, options) => {
      const { page, leave } = await visit(browser, world, options);
      for (const screen of ['sign-in', 'register', 'forgot-password', 'reset-password']) {
        await page.goto(`/${screen}`);
        await look(page, view, screen);
      }
      await page.goto('/sign-in');
      await page.locator('button[type=submit]').click();
      await look(page, view, 'faults');
      expect(await page.locator('html').getAttribute('lang')).toBe(options.locale?.slice(0, 2));
      await page.locator('[name=email]').fill(customer.email);
      await page.locator('[name=password]').fill(password);
      await page.locator('button[type=submit]').click();
      await page.locator('nav').waitFor();
      await look(page, view, 'overview');
      for (const screen of ['orders', 'points', 'profile', 'addresses', 'security', 'nowhere']) {
        await page.goto(`/${screen}`);
        await look(page, view, screen);
      }
      await page.goto(`/orders/${orderId}`);
      await look(page, view, 'order');
      await page.goto('/addresses');
      await page.locator('.page-head button').click();
      await look(page, view, 'address');
      await page.goto('/back-office');
      await look(page, view, 'staff');
      await enterBackOffice(page);
      await look(page, view, 'customers');
      await page.goto(`/back-office/customers/${customer.id}`);
      await look(page, view, 'customer');
      await leave();
    },
  );

  test.each(Object.entries(views))(
    'on a %s a name or an address of one very long word stays within the screen',
    async (view, options) => {
      const word = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamte';
      const someone = await newCustomer(world, 'Kurt');
      const { page, leave } = await visit(browser, world, { ...options, locale: 'en-GB' });
      await signIn(page, someone.email);
      await page.goto('/profile');
      await page.locator('[name=firstName]').fill(word);
      await page.locator('[name=lastName]').fill(word);
      await page.locator('form').first().locator('button[type=submit]').click();
      await page.getByText('Saved.').waitFor();
      await page.goto('/addresses');
      await page.locator('.page-head button').click();
      for (const field of ['fullName', 'company', 'line1', 'city'])
        await page.locator(`[name=${field}]`).fill(word);
      await page.locator('[name=postalCode]').fill('10115');
      await page.locator('[name=countryCode]').selectOption('DE');
      await page.locator('form.address button[type=submit]').click();
      await page.locator('article.card').waitFor();
      for (const screen of ['', 'addresses', 'profile']) {
        await page.goto(`/${screen}`);
        await look(page, view, `long-${screen}`);
      }
      await enterBackOffice(page);
      await page.goto(`/back-office?search=${someone.email}`);
      await page.getByText(word).first().waitFor();
      await look(page, view, 'long-customers');
      await page.goto(`/back-office/customers/${someone.id}`);
      await look(page, view, 'long-customer');
      await leave();
    },
  );

  test('staff finds a customer, moves an order, adds points, and the customer sees both', async () => {
    const someone = await newCustomer(world, 'Dorothy');
    const order = await placeOrder(world, someone);
    await pay(world, order.id);
    const staff = await visit(browser, world);
    await enterBackOffice(staff.page);
    await staff.page.getByLabel('Name, e-mail').fill(someone.email);
    await staff.page.getByRole('button', { name: 'Search' }).click();
    await staff.page.getByText('1 customer', { exact: true }).waitFor();
    await staff.page.locator('tbody a').click();
    await staff.page.getByRole('button', { name: 'Start preparing' }).click();
    await staff.page.getByText('The order was changed.').waitFor();
    await staff.page.getByText('Being prepared').waitFor();
    await staff.page.getByRole('textbox', { name: 'Points' }).fill('250');
    await staff.page.getByRole('region', { name: 'Points' }).getByLabel('Reason').fill('Sorry');
    await staff.page.getByRole('button', { name: 'Add points' }).click();
    await staff.page.getByText('250 points were added.').waitFor();

    const { page, leave } = await visit(browser, world);
    await signIn(page, someone.email);
    await page.getByText('Being prepared').waitFor();
    await page.getByRole('link', { name: 'Points', exact: true }).click();
    await page.getByText('Sorry').waitFor();

    await staff.page.getByRole('region', { name: 'Active' }).getByLabel('Reason').fill('Asked');
    await staff.page.getByRole('button', { name: 'Deactivate' }).click();
    await staff.page.getByText('Deactivated', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('E-mail address').fill(someone.email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The e-mail address or the password is not right.').waitFor();
    await leave();
    await staff.leave();
  });

  test('a step that somebody else made impossible is explained beside the order, which then shows what it is', async () => {
    const someone = await newCustomer(world, 'Mary');
    const order = await placeOrder(world, someone);
    const staff = await visit(browser, world);
    await enterBackOffice(staff.page);
    await staff.page.goto(`/back-office/customers/${someone.id}`);
    await staff.page.getByRole('button', { name: 'Start preparing' }).waitFor();
    const buyer = await visit(browser, world);
    await signIn(buyer.page, someone.email);
    await buyer.page.goto(`/orders/${order.id}`);
    await buyer.page.getByLabel('Why?').fill('Ordered twice');

    await move(world, order.id, 'PROCESSING');
    await staff.page.getByRole('button', { name: 'Start preparing' }).click();
    await staff.page.getByText('Somebody else has just changed this order').waitFor();
    await staff.page.getByRole('button', { name: 'Mark as sent' }).waitFor();

    await buyer.page.getByRole('button', { name: 'Cancel order' }).click();
    await buyer.page.getByText('can no longer be cancelled').waitFor();
    await buyer.page.getByText('Being prepared').first().waitFor();
    await buyer.leave();
    await staff.leave();
  });

  test('a staff token that is not accepted is asked for again', async () => {
    const { page, leave } = await visit(browser, world);
    await page.goto('/back-office');
    await page.getByLabel('Staff token').fill('not.a.token');
    await page.getByRole('button', { name: 'Open' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Staff token').fill(await world.graph.token({ as: 'staff', store }));
    await dialog.getByRole('button', { name: 'Open' }).click();
    await page.locator('tbody tr').first().waitFor();
    await leave(/status of 401/);
  });
});
