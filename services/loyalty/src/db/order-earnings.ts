import type { OrderState } from '../domain/order-event.ts';
import type { Transaction } from './database.ts';

/** An order, and what has been made of what it told. */
export interface OrderEarning extends OrderState {
  /** Points that it has given; null until that is settled. */
  readonly earned: number | null;
  /** The entry that gave them; null when it has given none. */
  readonly entryId: string | null;
  /** The part of what was returned that points have been taken back for. */
  readonly settledMinor: number;
}

type Figure = 'netMinor' | 'returnedMinor' | 'settledMinor';
type StoredEarning = Omit<OrderEarning, Figure | 'earned'> &
  Readonly<Record<Figure, bigint>> & { readonly earned: bigint | null };

/** Takes over where an order stands and locks it. @returns null when something as young or younger is known */
export async function rememberOrder(
  tx: Transaction,
  state: OrderState,
): Promise<OrderEarning | null> {
  const { storeId, orderId, customerId, orderNumber, version, currency } = state;
  const { netMinor, returnedMinor, fullyPaid, cancelled } = state;
  const changed = await tx.$executeRaw`
    INSERT INTO order_earnings (store_id, order_id, customer_id, order_number, version, currency, net_minor, returned_minor,
      fully_paid, cancelled)
    VALUES (${storeId}, ${orderId}, ${customerId}::uuid, ${orderNumber}, ${version}, ${currency}, ${netMinor},
      ${returnedMinor}, ${fullyPaid}, ${cancelled})
    ON CONFLICT (store_id, order_id) DO UPDATE
    SET customer_id = excluded.customer_id, order_number = excluded.order_number, version = excluded.version,
        currency = excluded.currency, net_minor = excluded.net_minor, returned_minor = excluded.returned_minor,
        fully_paid = excluded.fully_paid, cancelled = excluded.cancelled
    WHERE order_earnings.version < excluded.version`;
  if (changed === 0) return null;
  const row = await tx.orderEarning.findUniqueOrThrow({
    where: { storeId_orderId: { storeId, orderId } },
  });
  return toEarning(row);
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
export async function findCustomerOfEntry(tx: Transaction, id: string): Promise<string> {
  const { account } = await tx.entry.findUniqueOrThrow({
    where: { id },
    select: { account: { select: { customerId: true } } },
  });
  return account.customerId;
}

const toEarning = (row: StoredEarning): OrderEarning => ({
  ...row,
  netMinor: Number(row.netMinor),
  returnedMinor: Number(row.returnedMinor),
  settledMinor: Number(row.settledMinor),
  earned: row.earned === null ? null : Number(row.earned),
});
