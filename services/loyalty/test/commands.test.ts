import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { newId } from '@customer-graph/subgraph';
import { bundle } from '@customer-graph/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { actions } from './actions.ts';
import { orderEvent } from './orders-service.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

let loyalty: LoyaltyUnderTest;
let id: string;
beforeAll(async () => {
  loyalty = await startLoyalty({ withOrders: true });
  id = (await loyalty.addCustomer()).id;
  await actions(loyalty).add(id, 100, { pending: true });
});
afterAll(() => loyalty.stop());

const program = await bundle(fileURLToPath(new URL('../src/main.ts', import.meta.url)));

/** Runs the service's entry as a process of its own. */
function run(args: string[], environment: Record<string, string> = {}) {
  const env = { PATH: process.env.PATH, ...loyalty.environment, ...environment };
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [program, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}
const inDays = (days: number) =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

it('runs the schedule for a date, and then again without effect', async () => {
  expect(await actions(loyalty).balanceOf(id)).toMatchObject({ available: 0, pending: 100 });
  const first = await run(['run-schedule', '--date', inDays(15)]);
  expect(first).toMatchObject({ code: 0, stderr: '' });
  const reports = first.stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(reports).toMatchObject([
    { storeId: 'demo', settled: 1 },
    { storeId: 'acme', settled: 0 },
  ]);
  expect(await actions(loyalty).balanceOf(id)).toMatchObject({ available: 100, pending: 0 });
  const second = await run(['run-schedule', '--date', inDays(15)]);
  expect(second.stdout).toContain('"settled":0');
});

it.each([
  [['run-schedule', '--date', 'tomorrow'], {}, '--date YYYY-MM-DD'],
  [['run-schedule', '--date', inDays(3)], { NODE_ENV: 'production' }, 'has not come yet'],
  [
    ['run-schedule'],
    { CUSTOMERS_URL: 'ftp://x', STORES: '[{"id":"demo","timeZone":"Mars"}]' },
    'CUSTOMERS_URL',
  ],
])('ends %j with %j by one clear message', async (args, environment, message) => {
  const { code, stderr } = await run(args, environment);
  expect(code).toBe(1);
  expect(stderr).toContain(message);
});

it('reconciles with exit code 0, and 1 with the differences when there are any', async () => {
  expect(await run(['reconcile'])).toMatchObject({
    code: 0,
    stdout: '1 accounts, 0 differences\n',
  });
  await loyalty.sql('ALTER TABLE accounts DISABLE TRIGGER accounts_balances');
  await loyalty.sql(
    'UPDATE accounts SET pending = pending + 7, lifetime_earned = lifetime_earned + 7',
  );
  const { code, stdout } = await run(['reconcile']);
  expect(code).toBe(1);
  expect(stdout).toContain('"what":"pending"');
  expect(stdout).toContain('1 accounts, 3 differences');
  await loyalty.sql(
    'UPDATE accounts SET pending = pending - 7, lifetime_earned = lifetime_earned - 7',
  );
  await loyalty.sql('ALTER TABLE accounts ENABLE TRIGGER accounts_balances');
}, 60_000);

it('tries parked events again, and lets a feed be applied from its beginning', async () => {
  await loyalty.orders.tell({ ...orderEvent(newId(), { version: 2 }), version: 3 });
  await loyalty.caughtUp();
  expect(await run(['retry-parked'])).toMatchObject({ code: 1 });
  await loyalty.sql(`UPDATE parked_events SET event = jsonb_set(event, '{version}', '1')`);
  expect(await run(['retry-parked'])).toMatchObject({ code: 0, stdout: '0 events stay parked\n' });
  expect(await loyalty.sql('SELECT count(*)::int FROM order_earnings')).toEqual([{ count: 1 }]);
  await loyalty.sql('DELETE FROM order_earnings');
  const told = await loyalty.orders.order({ version: 2 });
  await loyalty.caughtUp();
  await loyalty.sql('DELETE FROM order_earnings');
  expect(await run(['replay', 'orders'])).toMatchObject({ code: 0 });
  await vi.waitFor(
    async () =>
      expect(await loyalty.sql('SELECT order_id FROM order_earnings')).toEqual([
        { order_id: told },
      ]),
    { timeout: 30_000, interval: 100 },
  );
  const { code, stderr } = await run(['replay', 'weather']);
  expect(code).toBe(1);
  expect(stderr).toContain('customers, orders');
}, 90_000);
