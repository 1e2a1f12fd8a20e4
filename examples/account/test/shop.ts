import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { documents } from './documents.ts';
import { linkFromMail } from './mailbox.ts';
import { password, store, type World } from './world.ts';

const answer = z.object({ data: z.record(z.string(), z.unknown()).nullish() }).loose();

/** Sends a mutation with one field as staff, or as nobody. @throws unless its outcome has the shape */
async function call<Shape extends z.ZodType>(
  { graph }: World,
  as: 'staff' | null,
  shape: Shape,
  query: string,
  variables: Record<string, unknown>,
): Promise<z.output<Shape>> {
  const token = as && (await graph.token({ as, store }));
  const response = await fetch(graph.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : { 'x-store-id': store }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  const outcome = Object.values(answer.parse(JSON.parse(text)).data ?? {})[0];
  const parsed = shape.safeParse(outcome);
  if (!parsed.success) throw new Error(`unexpected answer: ${text}`);
  return parsed.data;
}

const typename = <Name extends string>(name: Name) => z.object({ __typename: z.literal(name) });
const placed = z.object({ order: z.object({ id: z.string(), orderNumber: z.string() }) });
const verified = z.object({ customer: z.object({ id: z.string() }) });

export interface Customer {
  readonly id: string;
  readonly email: string;
}

/** A customer who has registered and opened the link in the mail. */
export async function newCustomer(world: World, firstName = 'Grace'): Promise<Customer> {
  const email = `${firstName.toLowerCase()}.${randomUUID().slice(0, 8)}@example.com`;
  const input = { email, password, firstName, lastName: 'Hopper', preferredLanguage: 'en' };
  await call(world, null, typename('RequestAccepted'), documents.register, { input });
  const link = new URL(await linkFromMail(world.graph.mailDir, 'verify-email', email));
  const variables = { token: link.searchParams.get('token') };
  const { customer } = await call(world, null, verified, documents.verify, variables);
  return { id: customer.id, email };
}

const euros = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

/** An order of 25.50 euros for a customer. */
export async function placeOrder(world: World, { id, email }: Customer) {
  const address = { line1: '1 Quay', city: 'Arlington', postalCode: '22201', countryCode: 'US' };
  const input = {
    customerId: id,
    contact: { email },
    shippingAddress: address,
    lines: [{ name: 'Sencha, 100 g', sku: 'SEN-100', quantity: 2, unitPrice: euros(1_025) }],
    shippingTotal: euros(500),
  };
  const variables = { input, key: randomUUID() };
  return (await call(world, 'staff', placed, documents.placeOrder, variables)).order;
}

export async function pay(world: World, id: string): Promise<void> {
  const variables = { id, amount: euros(2_550), key: randomUUID() };
  await call(world, 'staff', typename('OrderPayload'), documents.pay, variables);
}

export async function move(world: World, id: string, to: string): Promise<void> {
  await call(world, 'staff', typename('OrderPayload'), documents.move, { id, to });
}

export async function givePoints(world: World, { id }: Customer, points: number): Promise<void> {
  const variables = {
    input: { customerId: id, points, reason: 'Welcome present' },
    key: randomUUID(),
  };
  await call(world, 'staff', typename('PointsEntryPayload'), documents.givePoints, variables);
}
