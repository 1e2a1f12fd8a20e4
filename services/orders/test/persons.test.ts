import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { actions, anOrder } from './actions.ts';
import {
  courses,
  createDice,
  lookalikes,
  newAddress,
  spellings,
  type Course,
} from './person-model.ts';
import { sql } from './rows.ts';
import { startOrders, type OrdersUnderTest } from './start.ts';

let orders: OrdersUnderTest;
let act: ReturnType<typeof actions>;
let acme: string;
beforeAll(async () => {
  orders = await startOrders();
  act = actions(orders);
  const permissions = ['orders:read', 'orders:write'];
  acme = await orders.authorize({ kind: 'staff', storeId: 'acme', permissions });
});
afterAll(() => orders.stop());

const soon = { timeout: 25_000, interval: 50 };
const address = {
  fullName: 'Greta',
  line1: 'Hidden Lane 5',
  city: 'Graz',
  postalCode: '8010',
  countryCode: 'AT',
};

/** Sends a mutation as a client does: again, with its key, when a busy machine could not do or show it in time. */
function send(
  name: Parameters<typeof act.send>[0],
  variables: Record<string, unknown>,
  authorization = orders.staff,
) {
  const withKey = { idempotencyKey: randomUUID(), ...variables };
  return vi.waitFor(() => act.send(name, withKey, authorization), soon);
}

/** Places an order, and lets money and status take their course. */
async function placeAndFollow(
  { email, customerId }: { readonly email: string; readonly customerId?: string },
  { money, statuses }: Course,
  authorization = orders.staff,
): Promise<Placed> {
  const input = {
    ...anOrder,
    customerId,
    contact: { email, fullName: 'Greta Gast', phone: '+436641234567' },
    shippingAddress: address,
  };
  const placing = { input, idempotencyKey: randomUUID() };
  const { order, accessToken } = await send('placeOrder', placing, authorization);
  const id = order?.id ?? '';
  await send(
    'addOrderNote',
    { orderId: id, text: 'ring twice', visibleToCustomer: true },
    authorization,
  );
  const [first = '', ...rest] = statuses;
  if (first && first !== 'CANCELLED')
    await send('transitionOrder', { id, to: first }, authorization);
  for (const amountMinor of money) {
    const amount = { amountMinor: Math.abs(amountMinor), currency: 'EUR' };
    const how = amountMinor > 0 ? { reference: randomUUID() } : { reason: 'as agreed' };
    const mutation = amountMinor > 0 ? 'recordPayment' : 'recordRefund';
    await send(mutation, { orderId: id, amount, ...how }, authorization);
  }
  const then = first === 'CANCELLED' ? [first] : rest;
  for (const to of then)
    if (to === 'CANCELLED') await send('cancelOrder', { id, reason: 'as agreed' }, authorization);
    else await send('transitionOrder', { id, to }, authorization);
  return { id, orderNumber: order?.orderNumber ?? '', accessToken: accessToken ?? '', placing };
}
interface Placed {
  readonly id: string;
  readonly orderNumber: string;
  readonly accessToken: string;
  readonly placing: Record<string, unknown>;
}

/** All that may tell who placed an order. */
async function stateOf(ids: readonly string[]) {
  const rows = await sql<{ id: string; personal: object; redacted: boolean }>(
    orders.databaseUrl,
    `SELECT id, redacted_at IS NOT NULL AS redacted, json_build_array(contact_email, contact_email_normal, contact_full_name,
       contact_phone, access_token_hash,
       (SELECT json_agg(json_build_array(full_name, line1, city, postal_code)) FROM order_addresses WHERE order_id = o.id),
       (SELECT json_agg(note ORDER BY id) FROM order_history WHERE order_id = o.id AND note IS NOT NULL AND type <> 'CUSTOMER_MERGED'),
       (SELECT json_agg(reason ORDER BY id) FROM refunds WHERE order_id = o.id AND reason IS NOT NULL)) AS personal
     FROM orders o WHERE id = ANY ($1::uuid[])`,
    [ids],
  );
  return new Map(rows.map(({ id, ...state }) => [id, state]));
}
const nothing = {
  redacted: true,
  personal: [null, null, null, null, null, [[null, null, null, '80']], null, null],
};
const receiptsOf = (requestId: string) =>
  orders.customers.receipts.filter(({ id }) => id === requestId).map(({ detail }) => detail);
const reasonsOf = (requestId: string) =>
  orders.customers.holds.filter(({ id }) => id === requestId).map(({ reason }) => reason);

/** Ends an order that is being delivered, in one of the ways there are. */
async function end(id: string, chosen: number): Promise<void> {
  const { data } = await orders.query<{
    order: { status: string; paidTotal: Amount; refundedTotal: Amount };
  }>(
    'query ($id: ID!) { order(id: $id) { status paidTotal { amountMinor } refundedTotal { amountMinor } } }',
    { variables: { id }, authorization: orders.staff },
  );
  const { status, paidTotal, refundedTotal } = data.order;
  const kept = paidTotal.amountMinor - refundedTotal.amountMinor;
  const amount = { amountMinor: kept, currency: 'EUR' };
  const path = ['PENDING', 'PROCESSING', 'SHIPPED', 'DELIVERED'];
  if (chosen === 0 && kept > 0) await send('recordRefund', { orderId: id, amount, reason: 'no' });
  else if (chosen === 1 && status !== 'SHIPPED') await send('cancelOrder', { id, reason: 'no' });
  else
    for (const to of path.slice(path.indexOf(status) + 1))
      await send('transitionOrder', { id, to });
}
interface Amount {
  amountMinor: number;
}

it('redacts what a person has ordered by account or verified address, parcels once they have ended, and nothing else', async () => {
  const seed = randomInt(2 ** 31);
  const dice = createDice(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[dice(items.length)] as Item;
  const emails = [newAddress(), newAddress()];
  const [person, merged, other] = await Promise.all(
    emails.concat('').map(() => orders.addCustomer()),
  );
  if (!person || !merged || !other) throw new Error('three people');
  const guest = () => ({ email: pick(spellings)(pick(emails)) });
  const stray = () => pick(lookalikes(pick(emails)));
  const kinds: {
    whose: () => { email: string; customerId?: string };
    of: 'person' | 'others' | 'acme';
  }[] = [
    { of: 'person', whose: guest },
    { of: 'person', whose: () => ({ ...guest(), customerId: person.id }) },
    { of: 'person', whose: () => ({ email: stray(), customerId: person.id }) },
    { of: 'person', whose: () => ({ email: stray(), customerId: merged.id }) },
    { of: 'others', whose: () => ({ email: stray() }) },
    { of: 'others', whose: () => ({ ...guest(), customerId: other.id }) },
    { of: 'acme', whose: guest },
  ];
  // Each course at least once for the person, and as many others.
  const plan = courses.flatMap((course, index) => [
    { course, kind: kinds[index % 4] as (typeof kinds)[number] },
    { course: pick(courses), kind: pick(kinds.slice(4)) },
  ]);
  const placed: { id: string; orderNumber: string; of: string; held: boolean }[] = [];
  const next = plan.values();
  const work = async () => {
    for (const { course, kind } of next) {
      const authorization = kind.of === 'acme' ? acme : orders.staff;
      const { id, orderNumber } = await placeAndFollow(kind.whose(), course, authorization);
      placed.push({ id, orderNumber, of: kind.of, held: course.held });
    }
  };
  await Promise.all([work(), work()]);
  const mergeOf = { status: 'MERGED', mergedInto: person.id };
  await orders.customers.tell(merged.id, 'customer.merged', mergeOf);
  const ids = placed.map(({ id }) => id);
  const before = await stateOf(ids);
  expect([...before.values()].filter(({ redacted }) => redacted)).toEqual([]);

  const requestId = randomUUID();
  orders.customers.requests.set(requestId, emails);
  const erased = { status: 'ERASED', email: null };
  await orders.customers.tell(person.id, 'customer.erased', erased, requestId);
  const held = placed.filter((order) => order.of === 'person' && order.held);
  const left = new Set(held.map(({ id }) => id));
  const expected = () =>
    new Map(
      placed.map(({ id, of }) => [id, of === 'person' && !left.has(id) ? nothing : before.get(id)]),
    );
  await vi.waitFor(() => expect(reasonsOf(requestId), `seed ${seed}`).toHaveLength(1), soon);
  expect(await stateOf(ids), `seed ${seed}`).toEqual(expected());
  const [reason = ''] = reasonsOf(requestId);
  expect(reason).toContain(`${held.length} orders are being delivered: `);
  for (const number of reason.match(/O-\d+/g) ?? [])
    expect(held.map(({ orderNumber }) => orderNumber)).toContain(number);
  expect(receiptsOf(requestId)).toEqual([]);
  // The account is closed at once, whatever is on its way.
  const input = { ...anOrder, customerId: person.id };
  expect((await act.send('placeOrder', { input })).__typename).toBe('CustomerNotActiveError');

  const [last, ...first] = held;
  for (const { id } of first) {
    await end(id, dice(3));
    left.delete(id);
  }
  await vi.waitFor(
    async () => expect(await stateOf(ids), `seed ${seed}`).toEqual(expected()),
    soon,
  );
  expect(receiptsOf(requestId)).toEqual([]);
  await end(last?.id ?? '', dice(3));
  left.clear();
  const count = placed.filter(({ of }) => of === 'person').length;
  await vi.waitFor(() => expect(receiptsOf(requestId)).toEqual([`${count} orders redacted`]), soon);
  expect(await stateOf(ids), `seed ${seed}`).toEqual(expected());
}, 120_000);

const delivered = { money: [2_500], statuses: ['PROCESSING', 'SHIPPED', 'DELIVERED'] };
const packed = { money: [2_500], statuses: ['PROCESSING'] };
const read = async (id: string, accessToken: string) => {
  const text =
    'query ($id: ID!, $accessToken: String) { order(id: $id, accessToken: $accessToken) { id } }';
  return (await orders.query(text, { variables: { id, accessToken }, storeId: 'demo' })).data;
};

it('erases a guest without an account, whose token opens an order until it has ended', async () => {
  const email = newAddress();
  const [ended, parcel] = [
    await placeAndFollow({ email }, delivered),
    await placeAndFollow({ email }, packed),
  ];
  const requestId = randomUUID();
  await orders.customers.eraseContact(requestId, [email]);
  const reason = `1 order is being delivered: ${parcel.orderNumber}.`;
  await vi.waitFor(() => expect(reasonsOf(requestId)).toEqual([reason]), soon);
  expect(await read(ended.id, ended.accessToken)).toEqual({ order: null });
  expect(await read(parcel.id, parcel.accessToken)).toEqual({ order: { id: parcel.id } });
  // Whoever registers with the address now is a new customer, who gets none of it.
  const { authorization } = await orders.addCustomer({ email });
  const claim = 'mutation { claimGuestOrders { ... on ClaimedOrders { count } } }';
  expect((await orders.query(claim, { authorization })).data).toEqual({
    claimGuestOrders: { count: 0 },
  });
  await act.move(parcel.id, 'SHIPPED', 'DELIVERED');
  await vi.waitFor(() => expect(receiptsOf(requestId)).toEqual(['2 orders redacted']), soon);
  expect(await read(parcel.id, parcel.accessToken)).toEqual({ order: null });
  for (const { id, placing } of [ended, parcel])
    expect(await act.send('placeOrder', placing)).toMatchObject({
      order: { id },
      accessToken: null,
    });
});

it('exports the orders that were placed as a guest with a verified address', async () => {
  const [verified, unverified] = [newAddress(), newAddress()];
  const { id: customerId } = await orders.addCustomer({ email: verified });
  const own = await placeAndFollow({ email: unverified, customerId }, packed);
  const asGuest = await placeAndFollow({ email: verified.toUpperCase() }, delivered);
  await placeAndFollow({ email: unverified }, packed);
  await placeAndFollow({ email: verified }, packed, acme);
  const requestId = randomUUID();
  orders.customers.requests.set(requestId, [verified]);
  await orders.customers.tell(customerId, 'customer.export_requested', {}, requestId);
  await vi.waitFor(() => expect(receiptsOf(requestId)).toEqual(['2 orders']), soon);
  const receipt = orders.customers.receipts.find(({ id }) => id === requestId);
  expect(JSON.parse(receipt?.document ?? '')).toMatchObject({
    orders: [
      { id: own.id, contact: { email: unverified }, shippingAddress: { line1: 'Hidden Lane 5' } },
      {
        id: asGuest.id,
        contact: { email: verified },
        history: expect.arrayContaining([
          expect.objectContaining({ type: 'NOTE_ADDED', note: 'ring twice' }),
        ]),
      },
    ],
  });
});

it('holds every erasure back that covers an order, and ends all of them with it', async () => {
  const email = newAddress();
  const parcel = await placeAndFollow({ email }, packed);
  const requests = [randomUUID(), randomUUID(), randomUUID()];
  for (const requestId of requests) await orders.customers.eraseContact(requestId, [email]);
  await vi.waitFor(() => {
    for (const requestId of requests) expect(reasonsOf(requestId)).toHaveLength(1);
  }, soon);
  await act.refund(parcel.id, 2_500);
  await vi.waitFor(() => {
    for (const requestId of requests) expect(receiptsOf(requestId)).toEqual(['1 order redacted']);
  }, soon);
  expect((await stateOf([parcel.id])).get(parcel.id)).toEqual(nothing);
});
