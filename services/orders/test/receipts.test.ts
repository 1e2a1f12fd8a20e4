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
     SELECT ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'closed', 'none' FROM generate_series(1, 30) AS n`,
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
  await sql(
    orders.databaseUrl,
    `INSERT INTO privacy_receipts (request_id, store_id, detail) VALUES (gen_random_uuid(), 'demo', 'none')`,
  );
  const silent = createServer();
  const told = new Promise<void>((resolve) => {
    silent.on('request', ({ method }) => method === 'POST' && resolve());
  });
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const another = await orders.startAnother({ CUSTOMERS_URL: `http://127.0.0.1:${port}` });
  await told;
  const stopped = another.stop().then(() => 'stopped');
  expect(await Promise.race([stopped, delay(9_000, 'still there')])).toBe('stopped');
  silent.closeAllConnections();
  silent.close();
});
