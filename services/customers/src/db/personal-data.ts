import type { Customer } from '../domain/customer.ts';
import type { Transaction } from './database.ts';

type Owner = Pick<Customer, 'id' | 'storeId'>;

/** All that is stored of a customer, without secrets. */
export async function collectPersonalData(
  tx: Transaction,
  customer: Customer,
): Promise<Record<string, unknown>> {
  const where = { customerId: customer.id, storeId: customer.storeId };
  const owned = { customerId: true, storeId: true };
  const [addresses, consents, sessions, history] = [
    await tx.address.findMany({ where, omit: { ...owned, slot: true }, orderBy: { id: 'asc' } }),
    await tx.consentChange.findMany({
      where,
      omit: { ...owned, id: true },
      orderBy: { id: 'asc' },
    }),
    await tx.session.findMany({ where, omit: owned, orderBy: { id: 'asc' } }),
    await tx.historyEntry.findMany({ where, omit: { ...owned, id: true }, orderBy: { id: 'asc' } }),
  ];
  // Who of the staff did something is not the customer's data.
  const entries = history.map(({ actor, ...entry }) => ({ ...entry, by: actor.split(':')[0] }));
  return { profile: customer, addresses, marketingConsent: consents, sessions, history: entries };
}

/** Removes what else is kept of a locked customer that becomes a tombstone; that something happened to it stays. */
export async function removeTraces(tx: Transaction, { id, storeId }: Owner): Promise<void> {
  const where = { customerId: id, storeId };
  await tx.session.deleteMany({ where });
  await tx.mailToken.deleteMany({ where });
  await tx.address.deleteMany({ where });
  await tx.historyEntry.updateMany({
    where: { ...where, type: { notIn: ['MERGED', 'MERGED_IN'] } },
    data: { detail: null },
  });
}

/** Removes free text and keys that may hold personal data of an erased customer, or of one that was merged into it. */
export async function removeOutcomes(tx: Transaction, { id, storeId }: Owner): Promise<void> {
  await tx.consentChange.updateMany({
    where: { customerId: id, storeId },
    data: { source: 'removed' },
  });
  await tx.$executeRaw`
    DELETE FROM idempotency_keys WHERE store_id = ${storeId} AND (actor = ${`customer:${id}`} OR outcome IN (
      SELECT c.id::text FROM customers c WHERE c.store_id = ${storeId} AND ${id}::uuid IN (c.id, c.merged_into)))`;
}

/** Addresses in normal form that the customer has, or wants to change to. */
export async function mailAddressesOf(tx: Transaction, { id, storeId }: Owner): Promise<string[]> {
  const rows = await tx.$queryRaw<{ address: string }[]>`
    SELECT email_normal AS address FROM customers
    WHERE store_id = ${storeId} AND id = ${id}::uuid AND email_normal IS NOT NULL
    UNION SELECT email_normal FROM mail_tokens WHERE store_id = ${storeId} AND customer_id = ${id}::uuid`;
  return rows.map(({ address }) => address);
}

export async function removeThrottles(tx: Transaction, keys: string[]): Promise<void> {
  await tx.throttle.deleteMany({ where: { key: { in: keys } } });
}
