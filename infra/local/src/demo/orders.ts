import { z } from 'zod';
import type { DemoCustomer } from './customers.ts';
import type { StoreClient } from './store-client.ts';

const failure = '... on MutationError { message }';

/** What happened to an order: one story for each state an order can be in. */
export type Story =
  | 'placed'
  | 'prepaid'
  | 'processing'
  | 'shipped'
  | 'delivered'
  | 'partly refunded'
  | 'refunded'
  | 'cancelled';

export const stories: readonly Story[] = [
  'delivered',
  'shipped',
  'processing',
  'delivered',
  'placed',
  'cancelled',
  'partly refunded',
  'prepaid',
  'delivered',
  'refunded',
];

/** Ways through the states; what is refunded has to be paid and refunded before it can be called so. */
const ways: Readonly<Record<Story, readonly string[]>> = {
  placed: [],
  prepaid: [],
  processing: ['PROCESSING'],
  shipped: ['PROCESSING', 'SHIPPED'],
  delivered: ['PROCESSING', 'SHIPPED', 'DELIVERED'],
  'partly refunded': ['PROCESSING', 'SHIPPED', 'DELIVERED'],
  refunded: ['PROCESSING', 'SHIPPED', 'DELIVERED'],
  cancelled: [],
};

/** Names and prices in minor units of euros; dollars cost a tenth more. */
const catalogue = [
  { sku: 'TEA-100', name: 'Darjeeling first flush, 100 g', price: 1_290 },
  { sku: 'POT-08', name: 'Teapot, cast iron, 0.8 l', price: 6_450 },
  { sku: 'CUP-2', name: 'Two cups, porcelain', price: 2_200 },
  { sku: 'MAT-50', name: 'Matcha, 50 g', price: 2_850 },
  { sku: 'WHI-1', name: 'Bamboo whisk', price: 1_495 },
  { sku: 'TIN-3', name: 'Three tins with a lid', price: 1_780 },
  { sku: 'KET-17', name: 'Kettle with a thermometer, 1.7 l', price: 11_900 },
  { sku: 'BOO-1', name: 'A history of tea, hardcover', price: 3_400 },
] as const;

export interface DemoOrder {
  readonly customer: DemoCustomer;
  /** Unique among the customer's orders; also chooses the goods. */
  readonly number: number;
  readonly story: Story;
  readonly currency: 'EUR' | 'USD';
}

const money = z.object({ amountMinor: z.number(), currency: z.string() });
const order = z.object({ id: z.string(), status: z.string(), total: money });
const placed = z.object({ __typename: z.literal('PlacedOrder'), order });
// What an interrupted run has already done is refused now; the order is as it should be.
const done = z.object({ __typename: z.enum(['OrderPayload', 'IllegalTransitionError']) });

/** Places an order and lets happen to it what its story tells. Told again, it changes nothing. */
export async function tell(client: StoreClient, told: DemoOrder): Promise<void> {
  const key = `demo-data:${told.customer.email}:${told.number}`;
  const { id, status, total } = await place(client, told, key);
  const { story } = told;
  if (story !== 'placed' && story !== 'cancelled') await pay(client, id, total, key);
  const way = ways[story];
  for (const to of way.slice(way.indexOf(status) + 1)) await transition(client, id, to);
  if (story === 'cancelled') await cancel(client, id, key);
  if (story === 'partly refunded') {
    const half = { ...total, amountMinor: Math.floor(total.amountMinor / 2) };
    await refund(client, id, half, key);
  }
  if (story === 'refunded') {
    await refund(client, id, total, key);
    await transition(client, id, 'REFUNDED');
  }
}

async function place(client: StoreClient, told: DemoOrder, key: string) {
  const { customer, number, currency } = told;
  const lines = [0, 1, 2].slice(0, 1 + (number % 3)).map((line) => {
    const product = catalogue[(number * 3 + line * 5) % catalogue.length] ?? catalogue[0];
    const price = currency === 'USD' ? Math.round(product.price * 1.1) : product.price;
    return {
      sku: product.sku,
      name: product.name,
      quantity: 1 + ((number + line) % 3),
      unitPrice: { amountMinor: price, currency },
    };
  });
  const outcome = await client.mutate(
    placed,
    /* GraphQL */ `mutation Place($input: PlaceOrderInput!, $key: String!) {
      placeOrder(input: $input, idempotencyKey: $key) {
        __typename ${failure}
        ... on PlacedOrder { order { id status total { amountMinor currency } } }
      }
    }`,
    {
      input: {
        customerId: customer.id,
        contact: { email: customer.email, fullName: customer.fullName },
        shippingAddress: customer.address,
        billingAddress: customer.address,
        lines,
        shippingTotal: { amountMinor: 490, currency },
      },
      key,
    },
  );
  return outcome.order;
}

async function pay(client: StoreClient, id: string, amount: unknown, key: string): Promise<void> {
  await client.mutate(
    done,
    /* GraphQL */ `mutation Pay($id: ID!, $amount: MoneyInput!, $key: String!) {
      recordPayment(orderId: $id, amount: $amount, reference: "card", idempotencyKey: $key) {
        __typename ${failure}
      }
    }`,
    { id, amount, key },
  );
}

async function transition(client: StoreClient, id: string, to: string): Promise<void> {
  await client.mutate(
    done,
    /* GraphQL */ `mutation Move($id: ID!, $to: OrderStatus!) {
      transitionOrder(id: $id, to: $to) { __typename ${failure} }
    }`,
    { id, to },
  );
}

async function cancel(client: StoreClient, id: string, key: string): Promise<void> {
  await client.mutate(
    done,
    /* GraphQL */ `mutation Cancel($id: ID!, $key: String!) {
      cancelOrder(id: $id, reason: "Ordered by mistake", idempotencyKey: $key) {
        __typename ${failure}
      }
    }`,
    { id, key },
  );
}

async function refund(
  client: StoreClient,
  id: string,
  amount: unknown,
  key: string,
): Promise<void> {
  await client.mutate(
    done,
    /* GraphQL */ `mutation Refund($id: ID!, $amount: MoneyInput!, $key: String!) {
      recordRefund(orderId: $id, amount: $amount, reason: "Sent back", idempotencyKey: $key) {
        __typename ${failure}
      }
    }`,
    { id, amount, key },
  );
}
