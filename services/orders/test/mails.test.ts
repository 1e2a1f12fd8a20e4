import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { actions, anOrder } from './actions.ts';
import { startMailServer } from './mail-server.ts';
import { sql } from './rows.ts';
import { startOrders, type OrdersUnderTest } from './start.ts';

const soon = { timeout: 25_000, interval: 50 };

let mailServer: Awaited<ReturnType<typeof startMailServer>>;
let orders: OrdersUnderTest;
beforeAll(async () => {
  mailServer = await startMailServer();
  orders = await startOrders({ SMTP_URL: mailServer.url });
});
afterAll(async () => {
  await orders.stop();
  await mailServer.stop();
});

const waiting = () =>
  sql<{ payload: string }>(
    orders.databaseUrl,
    'SELECT payload::text AS payload FROM graphile_worker._private_jobs',
    [],
  );

it('mails a guest order’s token once a mail server that was busy takes it, and keeps neither token nor address meanwhile', async () => {
  const email = 'waiting-guest@example.com';
  const { order, accessToken } = await actions(orders).send('placeOrder', {
    input: { ...anOrder, contact: { email } },
  });
  if (!order || !accessToken) throw new Error('no guest order');
  mailServer.refusal = '451 try later';
  await orders.query(
    `mutation ($number: String!, $email: String!) {
      requestGuestOrderAccess(orderNumber: $number, email: $email) { message } }`,
    { variables: { number: order.orderNumber, email }, storeId: 'demo' },
  );
  await vi.waitFor(() => expect(mailServer.refused).toBeGreaterThan(0), soon);
  const stored = JSON.stringify(await waiting());
  expect(stored).toContain(order.id);
  expect(stored).not.toContain(email);
  expect(stored).not.toContain(accessToken);
  const metrics = await (await fetch(new URL('/metrics', orders.url))).text();
  expect(metrics).toMatch(/^jobs_waiting\{task="mail"\} 1$/m);
  mailServer.refusal = null;
  await vi.waitFor(() => expect(mailServer.taken).toHaveLength(1), soon);
  const [mail = ''] = mailServer.taken;
  const unfolded = mail.replace(/=\r\n/g, '').replace(/=3D/g, '=');
  expect(unfolded).toContain(`To: ${email}`);
  expect(unfolded).toContain(`/orders/${order.id}?token=${accessToken}`);
  await vi.waitFor(async () => expect(await waiting()).toEqual([]), soon);
});
