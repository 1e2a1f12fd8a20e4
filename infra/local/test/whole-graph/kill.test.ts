import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openShop, type Shop } from './shop.ts';

/** Every service is killed again and again while customers shop; afterwards all that was acknowledged adds up. */

const kills = 8;
const services = ['customers', 'orders', 'loyalty'];
const shoppers = 4;

let shop: Shop;
let staff: string;
beforeAll(async () => {
  shop = await openShop();
  staff = await shop.staff();
}, 120_000);
afterAll(() => shop.close());

/** Sends a mutation with the same key until it is acknowledged, as a careful client does. */
async function until<Answer extends { __typename: string }>(
  query: string,
  variables: object,
): Promise<Answer> {
  for (;;) {
    const answer = await shop
      .ask<{ r: Answer | null }>(query, { token: staff, variables: { ...variables } })
      .catch(() => undefined);
    if (answer?.data?.r && !answer.errors) return answer.data.r;
    await delay(100);
  }
}

const place = `mutation ($input: PlaceOrderInput!, $key: String!) {
  r: placeOrder(input: $input, idempotencyKey: $key) { __typename ... on PlacedOrder { order { id } } }
}`;
const pay = `mutation ($id: ID!, $amount: MoneyInput!, $key: String!) {
  r: recordPayment(orderId: $id, amount: $amount, reference: $key, idempotencyKey: $key) { __typename }
}`;
const refund = `mutation ($id: ID!, $amount: MoneyInput!, $key: String!) {
  r: recordRefund(orderId: $id, amount: $amount, reason: "returned", idempotencyKey: $key) { __typename }
}`;
const give = `mutation ($input: AddPointsInput!, $key: String!) {
  r: addPoints(input: $input, idempotencyKey: $key) { __typename }
}`;
const redeem = `mutation ($input: RedeemPointsInput!, $key: String!) {
  r: redeemPoints(input: $input, idempotencyKey: $key) { __typename }
}`;

interface Ledger {
  readonly customerId: string;
  orders: number;
  spent: number;
  /** Points that the acknowledged orders earn, less what their refunds take back. */
  earned: number;
  given: number;
  redeemed: number;
}

const euros = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

async function shopOn(ledger: Ledger, over: AbortSignal): Promise<void> {
  const { customerId } = ledger;
  for (let round = 1; !over.aborted; round += 1) {
    const total = 100 * (10 + (round % 7));
    const input = {
      customerId,
      contact: { email: 'shopper@example.com' },
      lines: [{ name: 'Lamp', quantity: 1, unitPrice: euros(total) }],
    };
    const placed = await until<{ __typename: string; order: { id: string } }>(place, {
      input,
      key: randomUUID(),
    });
    expect(placed.__typename).toBe('PlacedOrder');
    ledger.orders += 1;
    const { id } = placed.order;
    expect((await until(pay, { id, amount: euros(total), key: randomUUID() })).__typename).toBe(
      'OrderPayload',
    );
    ledger.spent += total;
    ledger.earned += total / 100;
    if (round % 3 === 0) {
      expect((await until(refund, { id, amount: euros(300), key: randomUUID() })).__typename).toBe(
        'OrderPayload',
      );
      ledger.spent -= 300;
      ledger.earned -= Math.floor(((total / 100) * 300) / total);
    }
    await until(give, { input: { customerId, points: 9, reason: 'gift' }, key: randomUUID() });
    ledger.given += 9;
    const redeemed = await until(redeem, {
      input: { customerId, points: 4, reason: 'voucher' },
      key: randomUUID(),
    });
    expect(redeemed.__typename).toBe('PointsEntryPayload');
    ledger.redeemed += 4;
  }
}

async function killAgainAndAgain(service: string): Promise<void> {
  for (let round = 0; round < kills; round += 1) {
    await shop.graph.ready(service);
    await delay(Math.random() * 1_500);
    await shop.graph.kill(service);
  }
  await shop.graph.ready(service);
}

async function figures(customerId: string) {
  const { data } = await shop.ask<{
    customer: {
      orderCount: number;
      orderMetrics: { byCurrency: { totalSpent: { amountMinor: number } }[] };
      loyalty: { balance: { pending: number; available: number } };
    };
  }>(
    `query ($id: ID!) {
      customer(id: $id) {
        orderCount orderMetrics { byCurrency { totalSpent { amountMinor } } }
        loyalty { balance { pending available } }
      }
    }`,
    { token: staff, variables: { id: customerId } },
  );
  const { orderCount, orderMetrics, loyalty } = data.customer;
  const { pending, available } = loyalty.balance;
  return {
    orders: orderCount,
    spent: orderMetrics.byCurrency[0]?.totalSpent.amountMinor,
    pending,
    available,
  };
}

it(`keeps every acknowledged order and point while each service is killed ${kills} times`, async () => {
  const ledgers: Ledger[] = [];
  for (let index = 0; index < shoppers; index += 1) {
    const customerId = await shop.openAccount('demo', `shopper-${index}@example.com`);
    ledgers.push({ customerId, orders: 0, spent: 0, earned: 0, given: 0, redeemed: 0 });
  }
  const over = new AbortController();
  const shopping = Promise.all(ledgers.map((ledger) => shopOn(ledger, over.signal)));
  await Promise.all(services.map(killAgainAndAgain));
  over.abort();
  await shopping;

  for (const { customerId, orders, spent, earned, given, redeemed } of ledgers) {
    expect(orders).toBeGreaterThan(0);
    const expected = { orders, spent, pending: earned, available: given - redeemed };
    await vi.waitFor(async () => expect(await figures(customerId)).toEqual(expected), {
      timeout: 60_000,
      interval: 500,
    });
  }

  for (const module of ['orders', 'loyalty']) {
    const client = new pg.Client({ connectionString: shop.graph.databaseUrl(module) });
    await client.connect();
    const { rows } = await client.query('SELECT feed, reason FROM parked_events');
    await client.end();
    expect(rows).toEqual([]);
  }
  expect(await shop.command('loyalty', 'reconcile')).toBe(0);
}, 600_000);
