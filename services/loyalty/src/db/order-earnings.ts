import { byKey, type StoreKey } from '@customer-graph/subgraph';
import type { OrderState } from '../domain/order-event.ts';
import type { Transaction } from './database.ts';

/** An order, and what has been made of what it told. */
export interface OrderEarning extends OrderState {
  /** Points that it has given; null until that is settled. */
  readonly earned: number | null;
  /** The entry that gave them; null when it has given none. */
  readonly entryId: string | null;
  /** Points that are taken back from it, less those given again. */
  readonly takenBack: number;
  /** The part of what was returned that points have been taken back for. */
  readonly settledMinor: number;
}

type Figure =
  'netMinor' | 'shippingMinor' | 'taxMinor' | 'returnedMinor' | 'settledMinor' | 'takenBack';
type Unknown = 'earned' | 'goodsMinor';
type StoredEarning = Omit<OrderEarning, Figure | Unknown> &
  Readonly<Record<Figure, bigint>> &
  Readonly<Record<Unknown, bigint | null>>;

/**
 * Takes over where an order stands and locks it. An event that comes again is taken over again, so that a replay of the feed
 * makes good what could not be done at first. @returns null when something younger is known
 */
export async function rememberOrder(
  tx: Transaction,
  state: OrderState,
): Promise<OrderEarning | null> {
  const { storeId, orderId, customerId, orderNumber, version, currency } = state;
  const { netMinor, goodsMinor, shippingMinor, taxMinor } = state;
  const { returnedMinor, fullyPaid, cancelled, returned } = state;
  const changed = await tx.$executeRaw`
    INSERT INTO order_earnings (store_id, order_id, customer_id, order_number, version, currency, net_minor,
      goods_minor, shipping_minor, tax_minor, returned_minor, fully_paid, cancelled, returned)
    VALUES (${storeId}, ${orderId}, ${customerId}::uuid, ${orderNumber}, ${version}, ${currency}, ${netMinor},
      ${goodsMinor}, ${shippingMinor}, ${taxMinor}, ${returnedMinor}, ${fullyPaid}, ${cancelled}, ${returned})
    ON CONFLICT (store_id, order_id) DO UPDATE
    SET customer_id = excluded.customer_id, order_number = excluded.order_number, version = excluded.version,
        currency = excluded.currency, net_minor = excluded.net_minor, goods_minor = excluded.goods_minor,
        shipping_minor = excluded.shipping_minor, tax_minor = excluded.tax_minor, returned_minor = excluded.returned_minor,
        fully_paid = excluded.fully_paid, cancelled = excluded.cancelled, returned = excluded.returned
    WHERE order_earnings.version <= excluded.version`;
  if (changed === 0) return null;
  const row = await tx.orderEarning.findUniqueOrThrow({
    where: { storeId_orderId: { storeId, orderId } },
  });
  return toEarning(row);
}

/** Where an order stands, as far as it has been published. */
export async function findOrder(
  tx: Transaction,
  storeId: string,
  orderId: string,
): Promise<OrderEarning | null> {
  const row = await tx.orderEarning.findUnique({
    where: { storeId_orderId: { storeId, orderId } },
  });
  return row && toEarning(row);
}

/** Paid orders of a customer that could not be settled when they were told of, because the customer was not known. */
export async function findUnsettledOrders(
  tx: Transaction,
  storeId: string,
  customerId: string,
): Promise<OrderEarning[]> {
  const rows = await tx.orderEarning.findMany({
    where: { storeId, customerId, earned: null, fullyPaid: true, cancelled: false },
    orderBy: { orderId: 'asc' },
  });
  return rows.map(toEarning);
}

/** Notes what has been made of an order. */
export async function settledOrder(
  tx: Transaction,
  { storeId, orderId, returnedMinor: settledMinor }: OrderEarning,
  made: { readonly earned: number; readonly entryId: string | null; readonly takenBack: number },
): Promise<void> {
  const { earned, entryId, takenBack } = made;
  await tx.orderEarning.update({
    where: { storeId_orderId: { storeId, orderId } },
    data: { earned, entryId, settledMinor, takenBack: { increment: takenBack } },
    select: { orderId: true },
  });
}

/** The customer on whose account an entry was written. */
export async function findCustomerOfEntry(tx: Transaction, key: StoreKey): Promise<string> {
  const { account } = await tx.entry.findUniqueOrThrow({
    where: byKey(key),
    select: { account: { select: { customerId: true } } },
  });
  return account.customerId;
}

const toEarning = (row: StoredEarning): OrderEarning => ({
  ...row,
  netMinor: Number(row.netMinor),
  goodsMinor: row.goodsMinor === null ? null : Number(row.goodsMinor),
  shippingMinor: Number(row.shippingMinor),
  taxMinor: Number(row.taxMinor),
  returnedMinor: Number(row.returnedMinor),
  takenBack: Number(row.takenBack),
  settledMinor: Number(row.settledMinor),
  earned: row.earned === null ? null : Number(row.earned),
});
