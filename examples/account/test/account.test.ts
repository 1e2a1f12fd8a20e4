import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launch, withoutBrowser } from './browser.ts';
import { linkFromMail } from './mailbox.ts';
import { givePoints, move, newCustomer, pay, placeOrder } from './shop.ts';
import { signIn, visit } from './visitor.ts';
import { password, startWorld, type World } from './world.ts';

const refused = /status of 401/;
/** A busy machine may take its time. */
const patience = { timeout: 10_000 };
const offline = /ERR_INTERNET_DISCONNECTED/;

describe.skipIf(withoutBrowser)('the account area', { timeout: 60_000 }, () => {
  let world: World;
  let browser: Browser;

  beforeAll(async () => {
    [world, browser] = await Promise.all([startWorld(), launch()]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await world?.stop();
  }, 30_000);

  test('a newcomer registers, opens the link in the mail, signs in, adds an address and starts collecting points', async () => {
    const { page, leave } = await visit(browser, world);
    const email = `newcomer.${Date.now()}@example.com`;
    await page.goto('/');
    await page.getByRole('link', { name: 'Open an account' }).click();
    await page.getByLabel('First name').fill('Katherine');
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByLabel('Send me offers').check();
    await page.getByRole('button', { name: 'Open account' }).click();
    await page.getByText(email).waitFor();

    await page.goto('/sign-in');
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('open the link in the mail').waitFor();

    await page.goto(await linkFromMail(world.graph.mailDir, 'verify-email', email));
    await page.getByText('your e-mail address is confirmed').waitFor();
    await page.getByRole('link', { name: 'Go to sign-in' }).click();
    await signIn(page, email);
    await page.getByRole('heading', { name: 'Hello Katherine' }).waitFor();

    await page.getByRole('link', { name: 'Add an address' }).click();
    await page.getByRole('button', { name: 'Add an address' }).click();
    await page.getByLabel('Street and number').fill('2 Langley Road');
    await page.getByLabel('Town').fill('Hampton');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Delivery address').waitFor();
    expect(await page.getByRole('article').innerText()).toContain('2 Langley Road');

    await page.getByRole('link', { name: 'Points' }).click();
    await page.getByRole('button', { name: 'Start collecting points' }).click();
    await page.getByRole('heading', { name: 'Your tier' }).waitFor();
    await page.getByRole('link', { name: 'Profile' }).click();
    await page.getByText('Offers allowed').waitFor();
    await leave();
  });

  test('orders are filtered and paged in the address, and one order tells its history', async () => {
    const customer = await newCustomer(world);
    await Promise.all(Array.from({ length: 11 }, () => placeOrder(world, customer)));
    const order = await placeOrder(world, customer);
    await pay(world, order.id);
    await move(world, order.id, 'PROCESSING');
    const { page, leave } = await visit(browser, world);
    await signIn(page, customer.email);
    await page.goto('/orders');
    await page.getByText('12 orders').waitFor();
    expect(await page.locator('tbody tr').count()).toBe(10);
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.waitForURL(/after=/);
    await expect.poll(() => page.locator('tbody tr').count(), patience).toBe(2);
    await page.goBack();
    await expect.poll(() => page.locator('tbody tr').count(), patience).toBe(10);
    await page.getByLabel('Status').selectOption('Being prepared');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByText('1 order', { exact: true }).waitFor();
    await page.getByRole('link', { name: order.orderNumber }).click();
    await page.getByRole('heading', { name: `Order ${order.orderNumber}` }).waitFor();
    const history = page.getByRole('region', { name: 'History' });
    await history.waitFor();
    expect(await history.getByRole('strong').allInnerTexts()).toEqual([
      'Order placed',
      'Payment received',
      'Being prepared',
    ]);
    expect(await page.getByText('€25.50').count()).toBeGreaterThan(0);
    await leave();
  });

  test('an access token that ends is renewed once for parallel requests, and nobody notices', async () => {
    const customer = await newCustomer(world);
    const { page, operations, leave } = await visit(browser, world);
    await page.clock.install();
    await signIn(page, customer.email);
    await page.goto('/profile');
    await page.getByLabel('Last name').fill('Lovelace');
    await page.clock.fastForward('06:00');
    const saves = await page.getByRole('button', { name: 'Save' }).all();
    expect(saves).toHaveLength(2);
    // Both in one task of the page, before either can have an answer.
    await page.evaluate(() => document.querySelectorAll('form').forEach((f) => f.requestSubmit()));
    await expect.poll(() => page.getByText('Saved.').count(), patience).toBe(2);
    expect(operations.filter((name) => name === 'RenewSession')).toHaveLength(1);
    await leave();
  });

  test('two tabs whose token is refused share one renewal', async () => {
    const customer = await newCustomer(world);
    const { page, newTab, operations, leave } = await visit(browser, world);
    await signIn(page, customer.email);
    await page.evaluate(() => {
      const key = 'account.session';
      const text = localStorage.getItem(key) ?? '';
      localStorage.setItem(key, text.replace(/("accessToken":"[^"]{40})/, '$1x'));
    });
    const other = await newTab();
    await Promise.all([page.goto('/'), other.goto('/profile')]);
    await page.getByText(customer.email).waitFor();
    await other.getByRole('button', { name: 'Save' }).first().waitFor();
    expect(operations.filter((name) => name === 'RenewSession')).toHaveLength(1);
    await leave(refused);
  });

  test('a session that was ended elsewhere is signed in again over the page, and nothing typed is lost', async () => {
    const customer = await newCustomer(world);
    const elsewhere = await visit(browser, world);
    const { page, leave } = await visit(browser, world);
    await page.clock.install();
    await signIn(page, customer.email);
    await page.goto('/profile');
    await page.getByLabel('Last name').fill('Murray');
    await signIn(elsewhere.page, customer.email);
    await elsewhere.page.goto('/security');
    await elsewhere.page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await elsewhere.page.waitForURL(/sign-in/);

    await page.clock.fastForward('06:00');
    await page.getByRole('button', { name: 'Save' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Please sign in again' });
    await dialog.getByLabel('Password', { exact: true }).fill(password);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await page.getByLabel('Last name').inputValue()).toBe('Murray');
    await page.getByRole('button', { name: 'Save' }).first().click();
    await page.getByText('Saved.').waitFor();
    await elsewhere.leave();
    await leave();
  });

  test('while loyalty is down the screen shows customer and orders with a notice, and all of it afterwards', async () => {
    const customer = await newCustomer(world);
    const order = await placeOrder(world, customer);
    await givePoints(world, customer, 1_200);
    const { page, leave } = await visit(browser, world);
    await signIn(page, customer.email);
    await page.getByText('Silver').waitFor();
    await world.graph.halt('loyalty');
    try {
      await page.reload();
      await page.getByText('Points cannot be shown right now').waitFor();
      await page.getByText(customer.email).waitFor();
      await page.getByRole('link', { name: order.orderNumber }).waitFor();
      await page.getByRole('link', { name: 'Points' }).click();
      await page.getByText('Points cannot be shown right now').waitFor();
      expect(await page.getByText('You do not collect points yet').count()).toBe(0);
    } finally {
      world.graph.resume('loyalty');
      await world.graph.ready('loyalty');
    }
    await expect
      .poll(async () => {
        const again = page.getByRole('button', { name: 'Try again' });
        if ((await again.count()) > 0) await again.click();
        return page.getByRole('heading', { name: 'Your tier' }).count();
      }, patience)
      .toBe(1);
    await leave();
  });

  test('a wrong password, several wrong fields and a lost connection are shown where they belong', async () => {
    const customer = await newCustomer(world);
    const { page, leave } = await visit(browser, world);
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('Please correct 2 fields').waitFor();
    await page.getByLabel('E-mail address').fill(customer.email);
    await page.getByLabel('Password', { exact: true }).fill('not the right one');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The e-mail address or the password is not right.').waitFor();
    expect(await page.getByLabel('E-mail address').inputValue()).toBe(customer.email);

    await page.goto('/register');
    await page.getByLabel('First name').fill('x'.repeat(101));
    await page.getByLabel('E-mail address').fill('not an address');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Open account' }).click();
    const summary = page.getByRole('alert');
    await summary.getByText('Please correct 2 fields').waitFor();
    await summary.getByRole('button', { name: 'E-mail address' }).click();
    const address = page.getByLabel('E-mail address');
    expect(await address.evaluate((input) => input === document.activeElement)).toBe(true);
    expect(await address.getAttribute('aria-invalid')).toBe('true');
    expect(await address.inputValue()).toBe('not an address');

    await signIn(page, customer.email);
    await page.goto('/profile');
    await page.getByLabel('Last name').fill('Easley');
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Save' }).first().click();
    await page.getByText('There is no connection.').waitFor();
    expect(await page.getByLabel('Last name').inputValue()).toBe('Easley');
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Save' }).first().click();
    await page.getByText('Saved.').waitFor();
    await leave(offline);
  });
});
