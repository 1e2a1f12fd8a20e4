import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { sql } from './rows.ts';
import { startOrders, type OrdersUnderTest } from './start.ts';

let orders: OrdersUnderTest;
beforeAll(async () => {
  orders = await startOrders();
});
afterAll(() => orders.stop());

it('sends a receipt however many before it are not taken', async () => {
  // Of a store that is not served any more, so that nobody takes them.
  await sql(
    orders.databaseUrl,
    `INSERT INTO privacy_receipts (request_id, store_id, detail)
     SELECT ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'closed', 'none' FROM generate_series(1, 30) AS n
     ON CONFLICT DO NOTHING`,
  );
  const { id } = await orders.addCustomer();
  const requestId = randomUUID();
  await orders.customers.tell(id, 'customer.export_requested', { version: 1 }, requestId);
  await vi.waitFor(
    () => expect(orders.customers.receipts.map((receipt) => receipt.id)).toContain(requestId),
    { timeout: 20_000, interval: 50 },
  );
});

it('stops while the customers module leaves a receipt without an answer', async () => {
  const silent = createServer();
  const called = new Promise<void>((resolve) => {
    silent.on('request', ({ method }) => method === 'POST' && resolve());
  });
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  // On a database of its own, where no other instance sends the receipt.
  const waiting = await startOrders({ CUSTOMERS_URL: `http://127.0.0.1:${port}` });
  await sql(
    waiting.databaseUrl,
    `INSERT INTO privacy_receipts (request_id, store_id, detail) VALUES (gen_random_uuid(), 'demo', 'none')`,
  );
  await within(20_000, called);
  await within(9_000, waiting.stop());
  silent.closeAllConnections();
  silent.close();
}, 60_000);

/** Fails when something does not happen in time. */
async function within(limit: number, event: Promise<void>): Promise<void> {
  const happened = event.then(() => true);
  expect(await Promise.race([happened, delay(limit, false)])).toBe(true);
}
