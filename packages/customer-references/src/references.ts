import type { Peer, SqlTransaction, TransactionRunner } from '@customer-graph/subgraph';
import { isId } from '@customer-graph/subgraph';
import { z } from 'zod';
import { customerStatuses, type CustomerEvent, type CustomerStatus } from './customer-event.ts';

/**
 * A consumer's own record of the customers it may refer to: the table `customer_refs`. It is filled from the customers' feed, and by asking where a reference is younger than
 * its event. It holds no personal data.
 */

interface ReferenceRow {
  readonly status: CustomerStatus;
}

/** Takes over where a customer stands, unless something younger is known. */
export async function rememberCustomer(
  tx: SqlTransaction,
  customer: Omit<CustomerEvent, 'type' | 'requestId'>,
): Promise<void> {
  const { customerId, storeId, status, version, mergedInto } = customer;
  await tx.$executeRaw`
    INSERT INTO customer_refs (store_id, id, status, version, merged_into)
    VALUES (${storeId}, ${customerId}::uuid, ${status}, ${version}, ${mergedInto}::uuid)
    ON CONFLICT (store_id, id) DO UPDATE
    SET status = excluded.status, version = excluded.version, merged_into = excluded.merged_into
    WHERE customer_refs.version < excluded.version`;
}

/**
 * Where a customer of the store stands, null when unknown. It cannot change until the transaction ends: a row that is
 * written under an ACTIVE customer is there before the customer's merge or erasure is applied.
 */
export async function lockReference(
  tx: SqlTransaction,
  storeId: string,
  customerId: string,
): Promise<CustomerStatus | null> {
  if (!isId(customerId)) return null;
  // Not FOR SHARE: those who share a row let each other pass, and the feed's change of a busy customer would wait for ever.
  const [row] = await tx.$queryRaw<ReferenceRow[]>`
    SELECT status FROM customer_refs WHERE store_id = ${storeId} AND id = ${customerId}::uuid FOR NO KEY UPDATE`;
  return row?.status ?? null;
}

const standing = z.object({
  status: z.enum(customerStatuses),
  version: z.int(),
  mergedInto: z.object({ id: z.string() }).nullable(),
});

/**
 * Makes sure that a customer is known here if it exists at all: a new customer may be faster than its event. Call it
 * before the transaction that will lock the reference.
 * @throws SERVICE_UNAVAILABLE when it is unknown here and the customers module cannot be asked
 */
export async function ensureCustomerKnown<Tx extends SqlTransaction>(
  { db, customers }: { readonly db: TransactionRunner<Tx>; readonly customers: Peer },
  storeId: string,
  customerId: string,
): Promise<void> {
  if (!isId(customerId)) return;
  const known = await db.$transaction(
    async (tx) => tx.$queryRaw<ReferenceRow[]>`
      SELECT status FROM customer_refs WHERE store_id = ${storeId} AND id = ${customerId}::uuid`,
  );
  if (known.length > 0) return;
  const reference = { __typename: 'Customer', id: customerId };
  const selection = 'status version mergedInto { id }';
  const customer = await customers.entity(storeId, reference, selection, standing);
  if (!customer) return;
  const { status, version, mergedInto } = customer;
  await db.$transaction((tx) =>
    rememberCustomer(tx, {
      customerId,
      storeId,
      status,
      version,
      mergedInto: mergedInto?.id ?? null,
    }),
  );
}

/**
 * A condition for reads in the name of a customer, whose token may outlive the account: false once it is closed here.
 * @param id SQL of the customer's id; true where that is null
 */
export const notClosed = (store: string, id: string): string =>
  `NOT EXISTS (SELECT 1 FROM customer_refs closed
     WHERE closed.store_id = ${store} AND closed.id = ${id}::uuid AND closed.status <> 'ACTIVE')`;
