import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { actions, anOrder, type OrderAnswer } from './actions.ts';
import { sql } from './rows.ts';
import { startOrders, type OrdersUnderTest } from './start.ts';

let orders: OrdersUnderTest;
let act: ReturnType<typeof actions>;
beforeAll(async () => {
  orders = await startOrders();
  act = actions(orders);
});
afterAll(() => orders.stop());
const soon = { timeout: 20_000, interval: 50 };

interface GuestOrder extends OrderAnswer {
  accessToken: string;
}
async function placeFor(email: string, through = act): Promise<GuestOrder> {
  const { order, accessToken } = await through.send('placeOrder', {
    input: { ...anOrder, contact: { email } },
  });
  if (!order || !accessToken) throw new Error('no guest order');
  return { ...order, accessToken };
}

const read = `query ($id: ID!, $accessToken: String) { order(id: $id, accessToken: $accessToken) {
  id customer { id } contact { email } availableTransitions history { type actor note } } }`;
const readWith = (id: string, accessToken: string, storeId = 'demo', authorization?: string) =>
  orders.query<{ order: OrderAnswer | null }>(read, {
    variables: { id, accessToken },
    storeId,
    ...(authorization !== undefined && { authorization }),
  });

describe('the access token of a guest order', () => {
  it('opens that order to anyone who has it, without internal notes and names of staff', async () => {
    const { id, accessToken } = await placeFor('guest@example.com');
    await act.send('addOrderNote', { orderId: id, text: 'looks odd', visibleToCustomer: false });
    await act.send('addOrderNote', { orderId: id, text: 'gift wrapped', visibleToCustomer: true });
    await act.send('transitionOrder', { id, to: 'PROCESSING', note: 'by hand' });
    const { data } = await readWith(id, accessToken);
    expect(data.order).toEqual({
      id,
      customer: null,
      contact: { email: 'guest@example.com' },
      availableTransitions: [],
      history: [
        { type: 'PLACED', actor: 'staff', note: null },
        { type: 'NOTE_ADDED', actor: 'staff', note: 'gift wrapped' },
        { type: 'STATUS_CHANGED', actor: 'staff', note: null },
      ],
    });
    const customer = await orders.addCustomer();
    const signedIn = await readWith(id, accessToken, 'demo', customer.authorization);
    expect(signedIn.data.order?.id).toBe(id);
  });

  it('opens no other order, and none of another store', async () => {
    const [one, two] = await Promise.all([placeFor('a@example.com'), placeFor('b@example.com')]);
    expect((await readWith(one.id, two.accessToken)).data.order).toBeNull();
    expect((await readWith(one.id, '')).data.order).toBeNull();
    expect((await readWith(one.id, one.accessToken, 'acme')).data.order).toBeNull();
  });

  it('is stored only as its hash', async () => {
    const { id, accessToken } = await placeFor('hash@example.com');
    const [row] = await sql<{ row: string }>(
      orders.databaseUrl,
      `SELECT row_to_json(o)::text AS row FROM orders o WHERE id = $1`,
      [id],
    );
    expect(row?.row).toContain(createHash('sha256').update(accessToken).digest('base64url'));
    expect(row?.row).not.toContain(accessToken);
  });

  it('is not given for an order of a customer', async () => {
    const { id: customerId } = await orders.addCustomer();
    const { accessToken } = await act.send('placeOrder', { input: { ...anOrder, customerId } });
    expect(accessToken).toBeNull();
  });
});

const request = `mutation ($orderNumber: String!, $email: String!) {
  requestGuestOrderAccess(orderNumber: $orderNumber, email: $email) { message } }`;

describe('asking for access to a guest order', () => {
  const ask = (orderNumber: string, email: string) =>
    orders.query(request, { variables: { orderNumber, email }, storeId: 'demo' });
  const mailsTo = async (email: string) => (await orders.mails()).filter(({ to }) => to === email);

  it('mails the token to the address of the order, once in a while, and answers alike for any input', async () => {
    const { id, orderNumber, accessToken } = await placeFor('Mary@Example.com');
    const claimed = await act.place({ customerId: (await orders.addCustomer()).id });
    const answers = [
      await ask(orderNumber, 'somebody@example.com'),
      await ask('O-999999', 'mary@example.com'),
      await ask('\u0000', 'mary\u0000@example.com'),
      await ask(claimed.orderNumber, 'guest@example.com'),
      await ask(orderNumber, ' mary@EXAMPLE.com'),
      await ask(orderNumber, 'mary@example.com'),
    ];
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    await vi.waitFor(async () => expect(await mailsTo('mary@example.com')).toHaveLength(1), soon);
    const [mail] = await mailsTo('mary@example.com');
    expect(mail).toMatchObject({
      token: accessToken,
      subject: `Your order ${orderNumber} at demo`,
    });
    expect(mail?.text).toContain(`http://localhost:3000/orders/${id}?token=${accessToken}`);
    for (const nobody of ['somebody@example.com', 'guest@example.com'])
      expect(await mailsTo(nobody)).toEqual([]);
  });

  it('mails a new token when the secret of the old one is gone, and ends the old one', async () => {
    const email = `${randomUUID()}@example.com`;
    const secret = 'another secret that guest tokens of a test follow from';
    const before = await orders.startAnother({ GUEST_TOKEN_SECRETS: [secret] });
    const through = actions({ ...orders, ...before.as });
    const { id, orderNumber, accessToken } = await placeFor(email, through);
    await before.stop();
    await ask(orderNumber, email);
    const [mail] = await vi.waitFor(async () => {
      const mails = await mailsTo(email);
      expect(mails).toHaveLength(1);
      return mails;
    }, soon);
    expect((await readWith(id, mail?.token ?? '')).data.order?.id).toBe(id);
    expect((await readWith(id, accessToken)).data.order).toBeNull();
  });
});

const claim = `mutation { claimGuestOrders { __typename ... on ClaimedOrders { count customer { id } }
  ... on MutationError { message } } }`;

describe('claiming guest orders', () => {
  it('gives the orders with a verified address to the customer, and ends their tokens', async () => {
    const email = 'Claim@Example.com';
    const [one, two] = [await placeFor(email), await placeFor('claim@example.com')];
    const { id, authorization } = await orders.addCustomer({ email: 'claim@EXAMPLE.com' });
    const elsewhere = { kind: 'staff', storeId: 'acme', permissions: ['orders:write'] } as const;
    const input = { contact: { email } };
    const foreign = await act.place(input, await orders.authorize(elsewhere));
    const claimed = { __typename: 'ClaimedOrders', count: 2, customer: { id } };
    const answer = await orders.query(claim, { authorization });
    expect(answer).toEqual({ data: { claimGuestOrders: claimed } });
    for (const order of [one, two]) {
      expect((await readWith(order.id, order.accessToken)).data.order).toBeNull();
      const own = await orders.query<{ order: OrderAnswer }>(read, {
        variables: { id: order.id },
        authorization,
      });
      expect(own.data.order).toMatchObject({
        customer: { id },
        history: [{ type: 'PLACED' }, { type: 'CLAIMED', actor: `customer:${id}` }],
      });
    }
    const [row] = await sql<{ customer_id: null }>(
      orders.databaseUrl,
      'SELECT customer_id FROM orders WHERE id = $1',
      [foreign.id],
    );
    expect(row?.customer_id).toBeNull();
    const again = await orders.query(claim, { authorization });
    expect(again.data).toMatchObject({ claimGuestOrders: { count: 0 } });
  });

  it.each([
    ['has not verified it', { emailVerified: false }],
    ['is not active', { status: 'DEACTIVATED' }],
    ['belongs to another store', { storeId: 'acme' }],
  ])('is nothing for someone with the address who %s', async (_what, customer) => {
    const email = 'victim@example.com';
    await placeFor(email);
    const { authorization } = await orders.addCustomer({ email, ...customer });
    const { data } = await orders.query<{ claimGuestOrders: { count?: number } }>(claim, {
      authorization,
    });
    expect(data.claimGuestOrders.count ?? 0).toBe(0);
  });

  it('is not done while nobody can be asked about the address', async () => {
    const { authorization } = await orders.addCustomer();
    const lonely = await orders.startAnother({ CUSTOMERS_URL: 'http://127.0.0.1:1' });
    const { errors } = await lonely.as.query(claim, { authorization });
    expect(errors?.[0]?.extensions?.code).toBe('SERVICE_UNAVAILABLE');
    await lonely.stop();
  });
});

it('answers an order with the reference to its customer while nobody can be asked', async () => {
  const { id: customerId, authorization } = await orders.addCustomer();
  const { id } = await act.place({ customerId });
  const lonely = await orders.startAnother({ CUSTOMERS_URL: 'http://127.0.0.1:1' });
  const answer = await lonely.as.query(read, { variables: { id }, authorization });
  expect(answer.errors).toBeUndefined();
  expect(answer.data).toMatchObject({ order: { id, customer: { id: customerId } } });
  await lonely.stop();
});
