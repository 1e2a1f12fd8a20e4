import { randomUUID } from 'node:crypto';
import type { OrdersUnderTest } from './start.ts';

export const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

const orderFields = `id orderNumber status paymentStatus version availableTransitions customer { id }
  total { amountMinor currency fractionDigits } paidTotal { amountMinor } refundedTotal { amountMinor }
  netTotal { amountMinor } overpaidTotal { amountMinor }
  payments { amount { amountMinor } reference by { kind id } at } refunds { amount { amountMinor } reason reference by { kind id } at }
  lines { id sku name quantity refundedQuantity unitPrice { amountMinor } total { amountMinor } }
  history { type event from to actor by { kind id } note amount { amountMinor } }`;

const failures = `... on MutationError { message }
  ... on InvalidInputError { fieldErrors { path code } }
  ... on IdempotencyKeyReusedError { message }`;
const orderResult = `__typename ... on OrderPayload { order { ${orderFields} } } ${failures}
  ... on IllegalTransitionError { from to allowed } ... on RefundTooLargeError { refundable { amountMinor currency } }
  ... on VersionConflictError { currentVersion } ... on NotFoundError { resource }`;

const documents = {
  placeOrder: `mutation ($input: PlaceOrderInput!, $idempotencyKey: String!) {
    result: placeOrder(input: $input, idempotencyKey: $idempotencyKey) {
      __typename ... on PlacedOrder { order { ${orderFields} } accessToken } ${failures}
      ... on UnknownCustomerError { customerId } ... on CustomerNotActiveError { customerId } } }`,
  transitionOrder: `mutation ($id: ID!, $to: OrderStatus!, $expectedVersion: Int, $note: String) {
    result: transitionOrder(id: $id, to: $to, expectedVersion: $expectedVersion, note: $note) { ${orderResult} } }`,
  cancelOrder: `mutation ($id: ID!, $reason: String!, $idempotencyKey: String!) {
    result: cancelOrder(id: $id, reason: $reason, idempotencyKey: $idempotencyKey) { ${orderResult} } }`,
  recordPayment: `mutation ($orderId: ID!, $amount: MoneyInput!, $reference: String!, $idempotencyKey: String!) {
    result: recordPayment(orderId: $orderId, amount: $amount, reference: $reference, idempotencyKey: $idempotencyKey) {
      ${orderResult} } }`,
  recordRefund: `mutation ($orderId: ID!, $amount: MoneyInput!, $reason: String!, $reference: String,
      $lines: [RefundedLineInput!], $idempotencyKey: String!) {
    result: recordRefund(orderId: $orderId, amount: $amount, reason: $reason, reference: $reference, lines: $lines,
      idempotencyKey: $idempotencyKey) { ${orderResult} } }`,
  addOrderNote: `mutation ($orderId: ID!, $text: String!, $visibleToCustomer: Boolean!) {
    result: addOrderNote(orderId: $orderId, text: $text, visibleToCustomer: $visibleToCustomer) { ${orderResult} } }`,
};

interface Amount {
  amountMinor: number;
  currency: string;
}
export interface OrderAnswer {
  id: string;
  orderNumber: string;
  status: string;
  paymentStatus: string;
  version: number;
  availableTransitions: string[];
  customer: { id: string } | null;
  total: Amount;
  lines: { id: string; refundedQuantity: number }[];
  history: { type: string; actor: string; note: string | null }[];
}
/** Any member of the mutations' results. */
export interface Result {
  __typename: string;
  order?: OrderAnswer;
  accessToken?: string | null;
  fieldErrors?: { path: string[]; code: string }[];
  allowed?: string[];
}

/** Sends mutations as staff of the demo store, unless told otherwise. */
export function actions(orders: OrdersUnderTest) {
  const send = async (
    name: keyof typeof documents,
    variables: Record<string, unknown>,
    authorization = orders.staff,
  ): Promise<Result> => {
    const withKey = { idempotencyKey: randomUUID(), ...variables };
    const answer = await orders.query<{ result: Result }>(documents[name], {
      variables: withKey,
      authorization,
    });
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer.data.result;
  };
  const orderOf = ({ order, ...rest }: Result): OrderAnswer => {
    if (!order) throw new Error(`no order: ${JSON.stringify(rest)}`);
    return order;
  };
  return {
    send,
    place: async (input: Record<string, unknown> = {}, authorization?: string) =>
      orderOf(await send('placeOrder', { input: { ...anOrder, ...input } }, authorization)),
    move: async (id: string, ...statuses: string[]) => {
      for (const to of statuses) orderOf(await send('transitionOrder', { id, to }));
    },
    pay: async (orderId: string, amountMinor: number, currency = 'EUR') => {
      const amount = { amountMinor, currency };
      return orderOf(await send('recordPayment', { orderId, amount, reference: randomUUID() }));
    },
    refund: async (orderId: string, amountMinor: number, currency = 'EUR') => {
      const amount = { amountMinor, currency };
      return orderOf(await send('recordRefund', { orderId, amount, reason: 'returned' }));
    },
  };
}

/** The least that an order needs; 25.00 EUR. */
export const anOrder = {
  contact: { email: 'guest@example.com' },
  lines: [{ name: 'Tea', quantity: 2, unitPrice: eur(1_250) }],
};
