import { byKey, type StoreKey } from '@customer-graph/subgraph';
import type { Prisma } from '../../generated/prisma/client.ts';
import type { Address, AddressUse, PostalAddress } from '../domain/address.ts';
import type { Database, Transaction } from './database.ts';

const select = {
  id: true,
  customerId: true,
  fullName: true,
  company: true,
  phone: true,
  line1: true,
  line2: true,
  city: true,
  region: true,
  postalCode: true,
  countryCode: true,
  isDefaultShipping: true,
  isDefaultBilling: true,
} satisfies Prisma.AddressSelect;

const flag = (use: AddressUse, value: boolean) =>
  use === 'SHIPPING' ? { isDefaultShipping: value } : { isDefaultBilling: value };

/** Addresses of customers of the store, oldest first; one statement for all. */
export const findAddresses = (
  { query }: Database,
  storeId: string,
  customerIds: readonly string[],
): Promise<Address[]> =>
  query(
    'addresses-of-customers',
    `SELECT id, customer_id AS "customerId", full_name AS "fullName", company, phone, line1, line2, city, region,
            postal_code AS "postalCode", country_code AS "countryCode", is_default_shipping AS "isDefaultShipping",
            is_default_billing AS "isDefaultBilling"
     FROM addresses WHERE store_id = $1 AND customer_id = ANY ($2::uuid[]) ORDER BY created_at, id`,
    [storeId, customerIds],
  );

/** Which customer of the store an address belongs to. */
export async function findAddressOwner(
  tx: Pick<Transaction, 'address'>,
  { storeId }: { storeId: string },
  id: string,
): Promise<string | null> {
  return (
    (await tx.address.findFirst({ where: { id, storeId }, select: { customerId: true } }))
      ?.customerId ?? null
  );
}

/** The lowest place from 1 to 100 that a locked customer has free; null when all are taken. */
export async function freeSlot(
  tx: Transaction,
  { storeId, id: customerId }: StoreKey,
): Promise<number | null> {
  const [row] = await tx.$queryRaw<{ slot: number | null }[]>`
    SELECT min(free.slot)::int AS slot FROM generate_series(1, 100) AS free(slot)
    WHERE NOT EXISTS (
      SELECT 1 FROM addresses a
      WHERE a.store_id = ${storeId} AND a.customer_id = ${customerId}::uuid AND a.slot = free.slot)`;
  return row?.slot ?? null;
}

export function insertAddress(
  tx: Transaction,
  address: PostalAddress & { id: string; storeId: string; customerId: string; slot: number },
): Promise<Address> {
  return tx.address.create({ data: address, select });
}

export async function findAddress(
  tx: Pick<Transaction, 'address'>,
  key: StoreKey,
): Promise<Address | null> {
  return tx.address.findUnique({ where: byKey(key), select });
}

export function changeAddress(
  tx: Transaction,
  key: StoreKey,
  address: PostalAddress,
): Promise<Address> {
  return tx.address.update({ where: byKey(key), data: address, select });
}

/** Makes an address of a locked customer the default for a use, in place of the one until now. */
export async function moveDefault(
  tx: Transaction,
  { storeId, id: customerId }: StoreKey,
  id: string,
  use: AddressUse,
): Promise<Address> {
  const where = { storeId, customerId, ...flag(use, true) };
  await tx.address.updateMany({ where, data: flag(use, false) });
  return tx.address.update({ where: byKey({ storeId, id }), data: flag(use, true), select });
}

export async function removeAddress(tx: Transaction, key: StoreKey): Promise<void> {
  await tx.address.delete({ where: byKey(key) });
}

export async function newestAddress(
  tx: Transaction,
  { storeId, id: customerId }: StoreKey,
): Promise<Address | null> {
  const orderBy = [{ createdAt: 'desc' as const }, { id: 'desc' as const }];
  return tx.address.findFirst({ where: { storeId, customerId }, orderBy, select });
}
