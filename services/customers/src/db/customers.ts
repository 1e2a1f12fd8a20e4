import { Prisma } from '../../generated/prisma/client.ts';
import type { Customer } from '../domain/customer.ts';
import type { Database, Transaction } from './database.ts';

const columns = {
  id: true,
  storeId: true,
  customerNumber: true,
  status: true,
  email: true,
  firstName: true,
  lastName: true,
  phone: true,
  preferredLanguage: true,
  version: true,
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.CustomerSelect;

/** Customers of the store by id, in the order asked; null where there is none. */
export async function findCustomers(
  { prisma }: Database,
  storeId: string,
  ids: readonly string[],
): Promise<(Customer | null)[]> {
  const where = { storeId, id: { in: [...ids] } };
  const rows = await prisma.customer.findMany({ where, select: columns });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}

export function findCustomerByNumber(
  { prisma }: Database,
  storeId: string,
  customerNumber: string,
): Promise<Customer | null> {
  const where = { storeId_customerNumber: { storeId, customerNumber } };
  return prisma.customer.findUnique({ where, select: columns });
}

/** A customer with the hash that its password is checked against. */
export async function findCredentials(
  { prisma }: Database,
  storeId: string,
  emailNormal: string,
): Promise<{ customer: Customer; passwordHash: string | null } | null> {
  const where = { storeId_emailNormal: { storeId, emailNormal } };
  const row = await prisma.customer.findUnique({
    where,
    select: { ...columns, passwordHash: true },
  });
  if (!row) return null;
  const { passwordHash, ...customer } = row;
  return { customer, passwordHash };
}

export interface NewCustomer {
  readonly id: string;
  readonly storeId: string;
  readonly customerNumber: string;
  readonly email: string;
  readonly emailNormal: string;
  readonly passwordHash: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly phone: string | null;
  readonly preferredLanguage: string | null;
}

export async function insertCustomer(tx: Transaction, customer: NewCustomer): Promise<Customer> {
  return tx.customer.create({ data: { ...customer }, select: columns });
}

/** Runs a transaction that may meet a value which is already taken; then nothing is written. */
export async function ignoringUniqueViolation(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002')
      throw error;
  }
}

/** Locks a customer of the store for the rest of the transaction. */
export async function lockCustomer(
  tx: Transaction,
  storeId: string,
  id: string,
): Promise<Customer | null> {
  await tx.$queryRaw`SELECT 1 FROM customers WHERE store_id = ${storeId} AND id = ${id}::uuid FOR UPDATE`;
  return tx.customer.findFirst({ where: { storeId, id }, select: columns });
}

/** Changes a locked customer, which raises its version. */
export function changeCustomer(
  tx: Transaction,
  id: string,
  change: Omit<Prisma.CustomerUpdateInput, 'id' | 'storeId' | 'version'>,
): Promise<Customer> {
  const data = { ...change, version: { increment: 1 }, updatedAt: new Date() };
  return tx.customer.update({ where: { id }, data, select: columns });
}
