import { randomUUID } from 'node:crypto';
import { newId } from '@customer-graph/subgraph';
import { mutationsForCustomers } from '@customer-graph/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { actions } from './actions.ts';
import { countRows, sql } from './rows.ts';
import { startOrders, type OrdersUnderTest } from './start.ts';

let orders: OrdersUnderTest;
let act: ReturnType<typeof actions>;
beforeAll(async () => {
  orders = await startOrders();
  act = actions(orders);
});
afterAll(() => orders.stop());

type Customer = Awaited<ReturnType<OrdersUnderTest['addCustomer']>>;
interface Write {
  /** What the customer could do while its account is open. */
  readonly document: string;
  readonly variables?: (orderId: string) => Record<string, unknown>;
  readonly done: string;
}

const writes: Record<string, Write> = {
  cancelOrder: {
    document: `mutation ($id: ID!, $key: String!) {
      result: cancelOrder(id: $id, reason: "why not", idempotencyKey: $key) { __typename } }`,
    variables: (id) => ({ id, key: randomUUID() }),
    done: 'OrderPayload',
  },
  claimGuestOrders: {
    document: 'mutation { result: claimGuestOrders { __typename } }',
    done: 'ClaimedOrders',
  },
};
/** Open to anyone without a token: it only mails what the address on the order may have. */
const anonymous = ['requestGuestOrderAccess'];

const soon = { timeout: 20_000, interval: 20 };
const closings = {
  DEACTIVATED: 'customer.status_changed',
  MERGED: 'customer.merged',
  ERASED: 'customer.erased',
} as const;
type Closing = keyof typeof closings;

async function close(id: string, status: Closing): Promise<void> {
  const changes = { status, ...(status === 'MERGED' && { mergedInto: newId() }) };
  await orders.customers.tell(id, closings[status], changes);
  await vi.waitFor(async () => {
    const text = 'SELECT status FROM customer_refs WHERE id = $1';
    expect(await sql(orders.databaseUrl, text, [id])).toEqual([{ status }]);
  }, soon);
  if (status !== 'ERASED') return;
  // Redacting changes rows, too.
  await vi.waitFor(async () => {
    const done = 'SELECT 1 FROM privacy_tasks WHERE customer_id = $1 AND done_at IS NOT NULL';
    expect(await sql(orders.databaseUrl, done, [id])).toHaveLength(1);
  }, soon);
}

async function customerWithOrders() {
  const customer = await orders.addCustomer();
  const { email } = orders.customers.known.get(customer.id) ?? {};
  const { id: orderId } = await act.place({ customerId: customer.id });
  await act.place({ contact: { email } });
  return { customer, orderId };
}

const send = async (
  { document, variables }: Write,
  { authorization }: Customer,
  orderId: string,
) => {
  const { data, errors } = await orders.query<{ result: { __typename: string } }>(document, {
    authorization,
    variables: variables?.(orderId) ?? {},
  });
  expect(errors).toBeUndefined();
  return data.result.__typename;
};

it('has a case for every mutation that a customer may cause', () => {
  const all = mutationsForCustomers(new URL('../schema.graphql', import.meta.url));
  expect([...Object.keys(writes), ...anonymous].sort()).toEqual(all);
});

describe.each(Object.entries(writes))('%s with the token of an account', (_name, write) => {
  it('that is open is done', async () => {
    const { customer, orderId } = await customerWithOrders();
    expect(await send(write, customer, orderId)).toBe(write.done);
  });

  it.each(Object.keys(closings) as Closing[])('that is %s writes nothing', async (status) => {
    const { customer, orderId } = await customerWithOrders();
    await close(customer.id, status);
    const before = await countRows(orders.databaseUrl);
    expect(await send(write, customer, orderId)).toBe('CustomerNotActiveError');
    expect(await countRows(orders.databaseUrl)).toEqual(before);
  });
});

describe('the token of a closed account', () => {
  it('gets no order by repeating a call from before', async () => {
    const { customer, orderId } = await customerWithOrders();
    const key = randomUUID();
    const cancel: Write = {
      document: `mutation ($id: ID!, $key: String!) {
        result: cancelOrder(id: $id, reason: "why not", idempotencyKey: $key) { __typename } }`,
      variables: (id) => ({ id, key }),
      done: 'OrderPayload',
    };
    expect(await send(cancel, customer, orderId)).toBe('OrderPayload');
    expect(await send(cancel, customer, orderId)).toBe('OrderPayload');
    await close(customer.id, 'DEACTIVATED');
    expect(await send(cancel, customer, orderId)).toBe('CustomerNotActiveError');
  });

  it.each(Object.keys(closings) as Closing[])('reads no order once it is %s', async (status) => {
    const { customer, orderId: id } = await customerWithOrders();
    const read = async (authorization: string) =>
      (
        await orders.query('query ($id: ID!) { order(id: $id) { id } }', {
          variables: { id },
          authorization,
        })
      ).data;
    expect(await read(customer.authorization)).toEqual({ order: { id } });
    await close(customer.id, status);
    expect(await read(customer.authorization)).toEqual({ order: null });
    expect(await read(orders.staff)).toEqual({ order: { id } });
  });
});

it('leaves the orders of a closed account to staff', async () => {
  const { customer, orderId } = await customerWithOrders();
  await act.pay(orderId, 2_500);
  await close(customer.id, 'DEACTIVATED');
  await act.move(orderId, 'PROCESSING');
  expect(await act.refund(orderId, 2_500)).toMatchObject({ status: 'REFUNDED' });
});
