import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { actions } from './actions.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

let loyalty: LoyaltyUnderTest;
beforeAll(async () => {
  loyalty = await startLoyalty({ withOrders: true });
  await loyalty.sql('UPDATE programs SET pending_days = 14');
});
afterAll(async () => {
  expect(await loyalty.differences()).toEqual([]);
  await loyalty.stop();
});

const canary = 'Qwertzuiop';
const within = { timeout: 10_000, interval: 50 };
const receiptOf = (request: string) =>
  vi.waitUntil(() => loyalty.customers.receipts.find(({ id }) => id === request), within);

/** All that the database holds, as text. */
async function dump(): Promise<string> {
  const tables = await loyalty.sql<{ name: string }>(
    `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'`,
  );
  const texts = tables.map(async ({ name }) => {
    const [row] = await loyalty.sql<{ text: string | null }>(
      `SELECT string_agg(t::text, ' ') AS text FROM ${name} t`,
    );
    return row?.text ?? '';
  });
  return (await Promise.all(texts)).join(' ');
}

/** A customer with something in every place where people write freely. */
async function person() {
  const { act, add } = actions(loyalty);
  const { id, authorization } = await loyalty.addCustomer();
  const source = (kind: string) => ({ type: canary, id: `${kind} ${canary} ${id}` });
  const call = (points: number, kind: string) => ({
    input: { customerId: id, points, reason: `${kind} for ${canary}`, source: source(kind) },
    key: `${kind} ${canary} ${id}`,
  });
  await act('addPoints', call(100, 'gift'));
  await act('redeemPoints', call(10, 'reward'), authorization);
  await act('holdPoints', { customerId: id, points: 20, source: source('hold') }, authorization);
  await add(id, 30, { pending: true });
  await loyalty.orders.order({ customerId: id, version: 2, paid: 10_000 });
  await loyalty.caughtUp();
  return id;
}

it('leaves nothing that people wrote about the customer, and forfeits every point by an entry', async () => {
  const id = await person();
  const { add, balanceOf } = actions(loyalty);
  expect(await balanceOf(id)).toMatchObject({ available: 70, held: 20 });
  expect(await dump()).toContain(canary);
  const request = await loyalty.customers.erase(id);
  await loyalty.caughtUp();
  expect(await dump()).not.toContain(canary);
  expect(await balanceOf(id)).toMatchObject({ available: 0, pending: 0, held: 0, debt: 0 });
  expect(
    await loyalty.sql(
      `SELECT e.type::text, e.points::int, e.reason FROM entries e JOIN accounts a ON a.id = e.account_id
       WHERE a.customer_id = $1 ORDER BY e.seq DESC LIMIT 2`,
      [id],
    ),
  ).toMatchObject([{ type: 'EXPIRE', reason: 'Customer erased' }, { reason: '' }]);
  expect(await receiptOf(request)).toMatchObject({ module: 'loyalty', document: null });
  expect((await add(id, 1)).__typename).toBe('CustomerNotActiveError');
});

it('gives nothing back to a customer that was erased', async () => {
  const { act, add, balanceOf, redeem } = actions(loyalty);
  const { id } = await loyalty.addCustomer();
  await add(id, 10);
  const spent = await redeem(id, 5);
  await loyalty.customers.erase(id);
  await loyalty.caughtUp();
  const answer = await act('reverseEntry', { entryId: spent.entry?.id, reason: 'Back' });
  expect(answer.__typename).toBe('CustomerNotActiveError');
  expect(await balanceOf(id)).toMatchObject({ available: 0, lifetimeExpired: 5 });
});

it.each([
  ['before', ['merge', 'erase']],
  ['after', ['erase', 'merge']],
])('clears what came from a merged customer too, told of %s the erasure', async (_when, order) => {
  const [source, target] = [await person(), await person()];
  const state = { MERGED: { mergedInto: target }, ERASED: { mergedInto: null } };
  const event = (type: string, subject: string, status: keyof typeof state) => ({
    ...{ type, subject },
    payload: { status, version: 5, requestId: null, ...state[status] },
  });
  const events = {
    merge: event('customer.merged', source, 'MERGED'),
    erase: event('customer.erased', target, 'ERASED'),
  };
  for (const name of order) await loyalty.customers.tell(events[name === 'merge' ? name : 'erase']);
  await loyalty.caughtUp();
  expect(await dump()).not.toContain(canary);
  const { balanceOf } = actions(loyalty);
  for (const id of [source, target])
    expect(await balanceOf(id)).toMatchObject({ available: 0, pending: 0, held: 0 });
});

it('does the same when the erasure is told of again, and keeps the reason of the forfeiture', async () => {
  const { add } = actions(loyalty);
  const { id } = await loyalty.addCustomer();
  await add(id, 10);
  await loyalty.customers.erase(id);
  await loyalty.customers.event('customer.erased', id);
  await loyalty.caughtUp();
  const entries = await loyalty.sql(
    `SELECT e.points::int, e.reason FROM entries e JOIN accounts a ON a.id = e.account_id
     WHERE a.customer_id = $1 ORDER BY e.seq`,
    [id],
  );
  expect(entries).toEqual([
    { points: 10, reason: '' },
    { points: -10, reason: 'Customer erased' },
  ]);
});

it('answers an export with the account, its tier and its entries with reasons', async () => {
  const { add, redeem } = actions(loyalty);
  const [a, b] = [await loyalty.addCustomer(), await loyalty.addCustomer()];
  await add(a.id, 42, { source: { type: 'ticket', id: '7' } });
  await redeem(b.id, 1);
  await add(b.id, 5);
  await loyalty.customers.merge(b.id, a.id);
  const receipt = await receiptOf(await loyalty.customers.requestExport(a.id));
  expect(JSON.parse(receipt?.document ?? '')).toMatchObject({
    account: { tier: 'Bronze', available: 47 },
    entries: expect.arrayContaining([
      expect.objectContaining({ points: 42, reason: 'Gift', source: { type: 'ticket', id: '7' } }),
      expect.objectContaining({ points: 5, reason: 'Gift' }),
    ]),
  });
});

it('acknowledges the erasure of a person without an account, of whom it knows nothing', async () => {
  const requestId = randomUUID();
  await loyalty.customers.tell({
    type: 'contact.erased',
    subject: requestId,
    payload: { requestId },
  });
  await loyalty.caughtUp();
  const receipt = await receiptOf(requestId);
  expect(receipt).toMatchObject({
    module: 'loyalty',
    detail: 'No data is stored by e-mail address.',
  });
  const parked = "SELECT 1 FROM parked_events WHERE event->>'subject' = $1";
  expect(await loyalty.sql(parked, [requestId])).toEqual([]);
});

it('answers for a customer without an account', async () => {
  const { id } = await loyalty.addCustomer();
  const exported = await receiptOf(await loyalty.customers.requestExport(id));
  expect(exported).toMatchObject({ document: 'null', detail: 'No loyalty account.' });
  expect(await receiptOf(await loyalty.customers.erase(id))).toMatchObject({ module: 'loyalty' });
});
