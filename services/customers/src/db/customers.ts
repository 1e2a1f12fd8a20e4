import { byKey, queryJson, rowFormat, type StoreKey } from '@customer-graph/subgraph';
import { Prisma } from '../../generated/prisma/client.ts';
import { nameKey, type Customer } from '../domain/customer.ts';
import { tellOfCustomer } from './customer-events.ts';
import type { Database, Transaction } from './database.ts';
import { searchColumns } from './search-columns.ts';

/** What a customer consists of; its password hash is read apart. */
export const customerColumns = {
  id: true,
  storeId: true,
  customerNumber: true,
  status: true,
  email: true,
  emailVerifiedAt: true,
  firstName: true,
  lastName: true,
  phone: true,
  preferredLanguage: true,
  marketingConsent: true,
  marketingConsentAt: true,
  marketingConsentSource: true,
  mergedInto: true,
  version: true,
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.CustomerSelect;
const credentialColumns = { ...customerColumns, passwordHash: true, unprovenRegistrations: true };

/** A customer with the hash that its password is checked against; null when it has set none. */
export interface Credentials {
  readonly customer: Customer;
  readonly passwordHash: string | null;
  /** Registrations of the address since it was last proven; above 0, password and profile are unproven themselves. */
  readonly unprovenRegistrations: number;
}

/** The same columns for statements of SQL. */
export const customerSql = {
  id: 'id',
  storeId: 'store_id',
  customerNumber: 'customer_number',
  status: 'status',
  email: 'email',
  emailVerifiedAt: { instant: 'email_verified_at' },
  firstName: 'first_name',
  lastName: 'last_name',
  phone: 'phone',
  preferredLanguage: 'preferred_language',
  marketingConsent: 'marketing_consent',
  marketingConsentAt: { instant: 'marketing_consent_at' },
  marketingConsentSource: 'marketing_consent_source',
  mergedInto: 'merged_into',
  version: 'version',
  createdAt: { instant: 'created_at' },
  updatedAt: { instant: 'updated_at' },
} as const;
const customerRow = rowFormat<Customer>(customerSql);

/** Customers of the store by id, one for each that was asked for; null where there is none. */
export async function findCustomers(
  { query }: Database,
  storeId: string,
  ids: readonly string[],
): Promise<(Customer | null)[]> {
  const rows = await queryJson(
    query,
    customerRow,
    'customers-by-id',
    `SELECT ${customerRow.json} AS line FROM customers WHERE store_id = $1 AND id = ANY ($2::uuid[])`,
    [storeId, ids],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}

export async function findCustomerByNumber(
  { query }: Database,
  storeId: string,
  customerNumber: string,
): Promise<Customer | null> {
  const [row] = await queryJson(
    query,
    customerRow,
    'customer-by-number',
    `SELECT ${customerRow.json} AS line FROM customers WHERE store_id = $1 AND customer_number = $2`,
    [storeId, customerNumber],
  );
  return row ?? null;
}

export function findCustomerByEmail(
  prisma: Pick<Transaction, 'customer'>,
  storeId: string,
  emailNormal: string,
): Promise<Customer | null> {
  const where = { storeId_emailNormal: { storeId, emailNormal } };
  return prisma.customer.findUnique({ where, select: customerColumns });
}

export async function findCredentials(
  { prisma }: Database,
  where: { storeId: string; emailNormal: string } | { storeId: string; id: string },
): Promise<Credentials | null> {
  const row = await prisma.customer.findFirst({
    where,
    select: credentialColumns,
  });
  return row && toCredentials(row);
}

/** Locks a customer of the store for the rest of the transaction. */
export async function lockCustomer(
  tx: Transaction,
  storeId: string,
  id: string,
): Promise<Customer | null> {
  return (await lockCredentials(tx, storeId, id))?.customer ?? null;
}

export async function lockCredentials(
  tx: Transaction,
  storeId: string,
  id: string,
): Promise<Credentials | null> {
  // Not FOR UPDATE: rows that refer to the customer could not be written meanwhile, also by who holds what we need next.
  await tx.$queryRaw`SELECT 1 FROM customers WHERE store_id = ${storeId} AND id = ${id}::uuid FOR NO KEY UPDATE`;
  const row = await tx.customer.findFirst({ where: { storeId, id }, select: credentialColumns });
  return row && toCredentials(row);
}

const toCredentials = ({
  passwordHash,
  unprovenRegistrations,
  ...customer
}: Customer & Omit<Credentials, 'customer'>): Credentials => ({
  customer,
  passwordHash,
  unprovenRegistrations,
});

/** Fields that operations may set; each is named, so that nothing else comes in with an input. */
export interface CustomerChange {
  readonly status?: 'ACTIVE' | 'DEACTIVATED' | undefined;
  readonly email?: string | undefined;
  readonly emailNormal?: string | undefined;
  readonly emailVerifiedAt?: Date | null | undefined;
  readonly passwordHash?: string | null | undefined;
  readonly unprovenRegistrations?: number | undefined;
  readonly firstName?: string | null | undefined;
  readonly lastName?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly preferredLanguage?: string | null | undefined;
  readonly marketingConsent?: boolean | undefined;
  readonly marketingConsentAt?: Date | null | undefined;
  readonly marketingConsentSource?: string | null | undefined;
}

export interface NewCustomer extends CustomerChange {
  readonly id: string;
  readonly storeId: string;
  readonly customerNumber: string;
  readonly email: string;
  readonly emailNormal: string;
}

const withNameKey = <Change extends CustomerChange>(change: Change) => ({
  ...change,
  ...(change.lastName !== undefined && { lastNameKey: nameKey(change.lastName) }),
});

export async function insertCustomer(tx: Transaction, customer: NewCustomer): Promise<Customer> {
  const { firstName = null, lastName = null, phone = null } = customer;
  const search = searchColumns({ ...customer, firstName, lastName, phone });
  const inserted = await tx.customer.create({
    data: { ...withNameKey(customer), ...search },
    select: customerColumns,
  });
  await tellOfCustomer(tx, 'customer.created', inserted);
  return inserted;
}

/** Changes a locked customer, which raises its version; a change of its status is told. */
export async function changeCustomer(
  tx: Transaction,
  key: StoreKey,
  change: CustomerChange,
): Promise<Customer> {
  const data = { ...withNameKey(change), version: { increment: 1 }, updatedAt: new Date() };
  const changed = await tx.customer.update({ where: byKey(key), data, select: customerColumns });
  if (searchedBy.some((field) => change[field] !== undefined)) await storeSearchKey(tx, changed);
  if (change.status) await tellOfCustomer(tx, 'customer.status_changed', changed);
  return changed;
}

const searchedBy = ['firstName', 'lastName', 'email', 'phone'] as const;

/** Stores what a customer is searched by after a change of it. */
export async function storeSearchKey(tx: Transaction, customer: Customer): Promise<void> {
  const { searchKey } = searchColumns(customer);
  await tx.$executeRaw`
    UPDATE customers SET search_key = ${searchKey}, search_key_current = true
    WHERE store_id = ${customer.storeId} AND id = ${customer.id}::uuid`;
}

/** One more person has registered the address of a locked customer; to everyone else nothing has changed. */
export async function countRegistration(tx: Transaction, key: StoreKey): Promise<void> {
  const data = { unprovenRegistrations: { increment: 1 } };
  await tx.customer.update({ where: byKey(key), data, select: { id: true } });
}

/** Replaces a hash by one of the same password; to everyone else nothing has changed. */
export async function replaceHash(
  { prisma }: Database,
  { storeId, id }: StoreKey,
  from: string,
  to: string,
): Promise<void> {
  const where = { storeId, id, passwordHash: from };
  await prisma.customer.updateMany({ where, data: { passwordHash: to } });
}

/** Runs a transaction that may meet a value which is already taken; then nothing is written and `taken` is the answer. */
export async function unlessTaken<Result, Taken>(
  run: () => Promise<Result>,
  taken: Taken,
): Promise<Result | Taken> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002')
      return taken;
    throw error;
  }
}
