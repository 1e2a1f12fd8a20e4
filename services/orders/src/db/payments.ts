import type { Order } from '../domain/order.ts';
import type { Transaction } from './database.ts';

interface MoneyEntry {
  readonly id: string;
  readonly amount: number;
  readonly actor: string;
  readonly at: Date;
}

/** False where the order has a payment of this reference. */
export async function insertPayment(
  tx: Transaction,
  { id: orderId, storeId }: Order,
  payment: MoneyEntry & { readonly reference: string },
): Promise<boolean> {
  const data = { ...payment, orderId, storeId };
  const { count } = await tx.payment.createMany({ data, skipDuplicates: true });
  return count === 1;
}

export async function insertRefund(
  tx: Transaction,
  { id: orderId, storeId }: Order,
  refund: MoneyEntry & { readonly reason: string },
): Promise<void> {
  await tx.refund.create({ data: { ...refund, orderId, storeId } });
}
