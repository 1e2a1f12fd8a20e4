import type { ReferenceError } from '@customer-graph/customer-references';
import {
  idempotent,
  newId,
  parseInput,
  type IdempotencyKeyReusedError,
  type InvalidInputError,
  type Scope,
} from '@customer-graph/subgraph';
import { nextNumber } from '../db/counters.ts';
import { subjects, type Transaction } from '../db/database.ts';
import { findTokenHash } from '../db/guest-orders.ts';
import { insertAddress, insertLines } from '../db/order-parts.ts';
import { insertOrder } from '../db/orders.ts';
import { recordHistory } from './change-order.ts';
import { readOrder } from './find-order.ts';
import type { Module } from './module.ts';
import { addUp, orderInput, type OrderInput, type OrderTotals } from './order-input.ts';
import { formatOrderNumber, type Order } from './order.ts';

interface PlacedOrder {
  readonly __typename: 'PlacedOrder';
  readonly order: Order;
  readonly accessToken: string | null;
}
export type PlaceOrderResult =
  PlacedOrder | ReferenceError | InvalidInputError | IdempotencyKeyReusedError;

/** Places an order whose lines somebody trusted has priced. */
export async function placeOrder(
  module: Module,
  { storeId, actor }: Scope,
  input: unknown,
  idempotencyKey: string,
): Promise<PlaceOrderResult> {
  const parsed = parseInput(orderInput, input);
  if (!parsed.ok) return parsed.error;
  const totals = addUp(parsed.value);
  if (!totals.ok) return totals.error;
  const { db, guestTokens } = module;
  const { customerId = null } = parsed.value;
  const refusalIn =
    customerId === null ? null : await module.customerReferences.check(storeId, customerId);
  const buyer =
    customerId === null
      ? subjects.guest(storeId, parsed.value.contact.email)
      : subjects.customer(customerId);
  const call = {
    ...{ storeId, actor, operation: 'placeOrder', key: idempotencyKey },
    input: { ...parsed.value, ...totals.value },
  };
  return idempotent(
    db.writerOf(buyer, subjects.numbers(storeId)),
    call,
    async (tx): Promise<PlacedOrder | ReferenceError> => {
      // Only a first call is refused: a repetition gets its order whatever has become of the customer.
      const refusal = refusalIn && (await refusalIn(tx));
      return refusal ?? insertAll(tx, module, { storeId, actor }, parsed.value, totals.value);
    },
    {
      idOf: ({ order }) => order.id,
      read: async (id) => {
        const order = await readOrder(module, storeId, id);
        const hash = await findTokenHash(db, storeId, id);
        const accessToken = hash === null ? null : guestTokens.recall(id, hash);
        return { __typename: 'PlacedOrder', order, accessToken };
      },
    },
  );
}

async function insertAll(
  tx: Transaction,
  { guestTokens }: Module,
  { storeId, actor }: Pick<Scope, 'storeId' | 'actor'>,
  { customerId = null, contact, lines, shippingAddress, billingAddress }: OrderInput,
  totals: OrderTotals,
): Promise<PlacedOrder> {
  const sequence = await nextNumber(tx, storeId, 'order');
  const placedAt = new Date();
  const id = newId();
  const accessToken = customerId === null ? guestTokens.issue(id) : null;
  const order = await insertOrder(tx, {
    id,
    storeId,
    sequence,
    orderNumber: formatOrderNumber(sequence),
    customerId,
    contactEmail: contact.email,
    contactEmailNormal: contact.email,
    contactFullName: contact.fullName,
    contactPhone: contact.phone,
    ...totals,
    placedAt,
    accessTokenHash: accessToken === null ? null : guestTokens.hash(accessToken),
  });
  const priced = lines.map(({ sku, name, quantity, unitPrice: { amountMinor: unitPrice } }) => ({
    id: newId(),
    sku,
    name,
    quantity,
    unitPrice,
    total: quantity * unitPrice,
  }));
  await insertLines(tx, order, priced);
  if (shippingAddress) await insertAddress(tx, order, 'SHIPPING', shippingAddress);
  if (billingAddress) await insertAddress(tx, order, 'BILLING', billingAddress);
  const placed = { type: 'PLACED', actor, at: placedAt, to: order.status } as const;
  await recordHistory(tx, [order], placed);
  return { __typename: 'PlacedOrder', order, accessToken };
}
