import { randomUUID } from 'node:crypto';
import { newId } from '@customer-graph/subgraph';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actions, anOrder, eur, type Result } from './actions.ts';
import { countRows, sql } from './rows.ts';
import { startOrders, type OrdersUnderTest } from './start.ts';

let orders: OrdersUnderTest;
let act: ReturnType<typeof actions>;
beforeAll(async () => {
  orders = await startOrders();
  act = actions(orders);
});
afterAll(() => orders.stop());

/** Expects a refusal that writes nothing at all. */
async function refuses(run: () => Promise<Result>, refusal: Record<string, unknown>) {
  const before = await countRows(orders.databaseUrl);
  expect(await run()).toMatchObject(refusal);
  expect(await countRows(orders.databaseUrl)).toEqual(before);
}

describe('moving an order', () => {
  it('is refused with what would be allowed', async () => {
    const { id } = await act.place();
    await refuses(() => act.send('transitionOrder', { id, to: 'DELIVERED' }), {
      __typename: 'IllegalTransitionError',
      from: 'PENDING',
      to: 'DELIVERED',
      allowed: ['PROCESSING', 'CANCELLED'],
    });
    await refuses(() => act.send('transitionOrder', { id, to: 'PENDING' }), { from: 'PENDING' });
    await act.move(id, 'PROCESSING', 'SHIPPED', 'DELIVERED');
    await refuses(() => act.send('transitionOrder', { id, to: 'REFUNDED' }), { allowed: [] });
  });

  it('is refused when somebody else was faster', async () => {
    const { id, version } = await act.place();
    await act.move(id, 'PROCESSING');
    await refuses(
      () => act.send('transitionOrder', { id, to: 'SHIPPED', expectedVersion: version }),
      { __typename: 'VersionConflictError', currentVersion: version + 1 },
    );
    const moved = await act.send('transitionOrder', {
      id,
      to: 'SHIPPED',
      expectedVersion: version + 1,
      note: 'Sent with\nthe morning van',
    });
    expect(moved.order).toMatchObject({ status: 'SHIPPED', version: version + 2 });
    expect(moved.order?.history.at(-1)).toEqual({
      type: 'STATUS_CHANGED',
      event: 'STATUS_CHANGED',
      by: { kind: 'STAFF', id: 'sam' },
      amount: null,
      from: 'PROCESSING',
      to: 'SHIPPED',
      actor: 'staff:sam',
      note: 'Sent with\nthe morning van',
    });
  });

  it('leads to REFUNDED by itself once a fully paid order is refunded, but not while PENDING', async () => {
    const { id } = await act.place();
    await act.pay(id, 2_500);
    expect(await act.refund(id, 2_500)).toMatchObject({
      status: 'PENDING',
      paymentStatus: 'REFUNDED',
    });
    const { order } = await act.send('transitionOrder', { id, to: 'PROCESSING' });
    expect(order?.availableTransitions).toEqual(['SHIPPED', 'CANCELLED', 'REFUNDED']);
    const refunded = await act.send('transitionOrder', { id, to: 'REFUNDED' });
    expect(refunded.order).toMatchObject({ status: 'REFUNDED', availableTransitions: [] });
  });
});

describe('cancelling an order', () => {
  const cancel = (id: string, authorization?: string, idempotencyKey: string = randomUUID()) =>
    act.send('cancelOrder', { id, reason: 'Changed my mind', idempotencyKey }, authorization);

  it('is for the store until it is shipped, and leaves what was paid to be refunded', async () => {
    const { id } = await act.place();
    await act.pay(id, 1_000);
    await act.move(id, 'PROCESSING');
    const { order } = await cancel(id);
    expect(order).toMatchObject({ status: 'CANCELLED', netTotal: { amountMinor: 0 } });
    expect(await act.refund(id, 1_000)).toMatchObject({
      status: 'CANCELLED',
      paymentStatus: 'REFUNDED',
    });
    const shipped = await act.place();
    await act.move(shipped.id, 'PROCESSING', 'SHIPPED');
    await refuses(() => cancel(shipped.id), { __typename: 'IllegalTransitionError' });
  });

  it('is for its customer while it is pending, and for no other customer', async () => {
    const [ada, bob] = await Promise.all([orders.addCustomer(), orders.addCustomer()]);
    const { id } = await act.place({ customerId: ada.id });
    await refuses(() => cancel(id, bob.authorization), { __typename: 'NotFoundError' });
    const { order } = await cancel(id, ada.authorization);
    expect(order).toMatchObject({ status: 'CANCELLED' });
    const reason = { actor: `customer:${ada.id}`, note: 'Changed my mind' };
    expect(order?.history.at(-1)).toMatchObject(reason);
    const processing = await act.place({ customerId: ada.id });
    await act.move(processing.id, 'PROCESSING');
    await refuses(() => cancel(processing.id, ada.authorization), {
      __typename: 'IllegalTransitionError',
      from: 'PROCESSING',
      to: 'CANCELLED',
      allowed: [],
    });
  });

  it('answers a repetition like the first time', async () => {
    const { id } = await act.place();
    const first = await cancel(id, undefined, 'cancel once');
    expect(await cancel(id, undefined, 'cancel once')).toEqual(first);
    await refuses(() => cancel(id), { __typename: 'IllegalTransitionError' });
  });
});

describe('payments and refunds', () => {
  const pay = (orderId: string, amount: unknown, reference = 'psp-1') =>
    act.send('recordPayment', { orderId, amount, reference });
  const refund = (orderId: string, amount: unknown) =>
    act.send('recordRefund', { orderId, amount, reason: 'returned' });

  it('are refused in another currency and at zero or below', async () => {
    const { id } = await act.place();
    await act.pay(id, 2_000);
    for (const send of [pay, refund]) {
      await refuses(() => send(id, { amountMinor: 100, currency: 'USD' }), {
        fieldErrors: [{ path: ['amount', 'currency'], code: 'CURRENCY_MISMATCH' }],
      });
      for (const amountMinor of [0, -5])
        await refuses(() => send(id, eur(amountMinor)), {
          fieldErrors: [{ path: ['amount', 'amountMinor'] }],
        });
      await refuses(() => send(newId(), eur(1)), { resource: 'order' });
    }
  });

  it('never give back more than what was paid', async () => {
    const { id } = await act.place();
    await refuses(() => refund(id, eur(1)), { refundable: { amountMinor: 0, currency: 'EUR' } });
    expect(await act.pay(id, 1_500)).toMatchObject({ paymentStatus: 'PARTIALLY_PAID' });
    expect(await act.pay(id, 1_000)).toMatchObject({ paymentStatus: 'PAID' });
    await act.refund(id, 2_000);
    await refuses(() => refund(id, eur(501)), {
      __typename: 'RefundTooLargeError',
      refundable: { amountMinor: 500, currency: 'EUR' },
    });
  });

  it('count a payment once, whatever key it comes with', async () => {
    const { id } = await act.place();
    await pay(id, eur(100), 'psp-7');
    await refuses(() => pay(id, eur(100), 'psp-7'), {
      fieldErrors: [{ code: 'ALREADY_RECORDED' }],
    });
  });

  it('count no more goods than were ordered, however many are named', async () => {
    const { id, lines } = await act.place();
    await act.pay(id, 2_500);
    const refundGoods = (quantity: number) =>
      act.send('recordRefund', {
        orderId: id,
        amount: eur(1),
        reason: 'returned',
        lines: [{ lineId: lines[0]?.id, quantity }],
      });
    expect((await refundGoods(1)).order?.lines).toMatchObject([{ refundedQuantity: 1 }]);
    for (const quantity of [2, 2 ** 31 - 1])
      await refuses(() => refundGoods(quantity), {
        fieldErrors: [{ path: ['lines', '0'], code: 'NOT_REFUNDABLE' }],
      });
  });

  it('are refused where the sum would outgrow 2^53-1', async () => {
    const { id } = await act.place();
    await act.pay(id, Number.MAX_SAFE_INTEGER);
    await refuses(() => pay(id, eur(1)), {
      fieldErrors: [{ path: ['amount', 'amountMinor'], code: 'OVERFLOW' }],
    });
  });

  it('record a refund of the payment provider once, by its reference', async () => {
    const { id: orderId } = await act.place();
    await act.pay(orderId, 2_500);
    const give = () =>
      act.send('recordRefund', { orderId, amount: eur(100), reason: 'late', reference: 're-1' });
    expect((await give()).order).toMatchObject({ refunds: [{ reference: 're-1' }] });
    await refuses(give, { fieldErrors: [{ path: ['reference'], code: 'ALREADY_RECORDED' }] });
  });

  it('are kept one by one, and add up to the totals', async () => {
    const [row] = await sql<{ wrong: string }>(
      orders.databaseUrl,
      `SELECT count(*) AS wrong FROM orders o
       WHERE paid_total <> (SELECT coalesce(sum(amount), 0) FROM payments p WHERE p.order_id = o.id)
          OR refunded_total <> (SELECT coalesce(sum(amount), 0) FROM refunds r WHERE r.order_id = o.id)`,
    );
    expect(row?.wrong).toBe('0');
  });
});

it('shows each of several changes in a request what is true after it', async () => {
  const { id: customerId } = await orders.addCustomer();
  const { id } = await act.place({ customerId });
  const shown = '... on OrderPayload { order { history { note } customer { orderCount } } }';
  const { data } = await orders.query(
    `mutation ($id: ID!, $input: PlaceOrderInput!) {
      one: addOrderNote(orderId: $id, text: "one") { ${shown} }
      placeOrder(input: $input, idempotencyKey: "between two notes") { __typename }
      two: addOrderNote(orderId: $id, text: "two") { ${shown} } }`,
    { variables: { id, input: { ...anOrder, customerId } }, authorization: orders.staff },
  );
  const notes = (...texts: string[]) => [null, ...texts].map((note) => ({ note }));
  expect(data).toMatchObject({
    one: { order: { history: notes('one'), customer: { orderCount: 1 } } },
    placeOrder: { __typename: 'PlacedOrder' },
    two: { order: { history: notes('one', 'two'), customer: { orderCount: 2 } } },
  });
});

describe('what the database itself refuses', () => {
  it.each([
    ['a total that does not add up', 'UPDATE orders SET total = total + 1', /keep|never change/],
    [
      'a refund above what was paid',
      'UPDATE orders SET refunded_total = 1',
      /refunded_within_paid/,
    ],
    ['a full payment that is not noted', 'UPDATE orders SET paid_total = total', /fully_paid/],
    ['a payment status of its own', `UPDATE orders SET payment_status = 'PAID'`, /payment_status/],
    ['a cancelled order without time', `UPDATE orders SET status = 'CANCELLED'`, /cancelled_has/],
    ['a line of another total', 'UPDATE order_lines SET total = total + 1', /total_adds_up/],
    [
      'more goods refunded than ordered',
      'UPDATE order_lines SET refunded_quantity = 9',
      /quantity/,
    ],
    ['an order removed', 'DELETE FROM orders', /foreign key/],
  ])('%s', async (_what, statement, reason) => {
    const { id } = await act.place();
    const where = statement.includes('order_lines') ? 'order_id' : 'id';
    const changed = sql(orders.databaseUrl, `${statement} WHERE ${where} = $1`, [id]);
    await expect(changed).rejects.toThrow(reason);
  });

  it('a status after the final one, and a payment changed or removed', async () => {
    const { id } = await act.place();
    await act.pay(id, 100);
    await act.send('cancelOrder', { id, reason: 'sold out' });
    const statements = [
      `UPDATE orders SET status = 'PENDING', cancelled_at = NULL WHERE id = $1`,
      'UPDATE payments SET amount = 1 WHERE order_id = $1',
      'DELETE FROM payments WHERE order_id = $1',
    ];
    for (const statement of statements)
      await expect(sql(orders.databaseUrl, statement, [id])).rejects.toThrow(/never|only added/);
  });
});
