import { byKey, type StoreKey } from '@customer-graph/subgraph';
import type { Customer } from '../domain/customer.ts';
import { tellOfCustomer } from './customer-events.ts';
import { customerColumns as select, storeSearchKey } from './customers.ts';
import type { Transaction } from './database.ts';

const nothing = {
  email: null,
  emailNormal: null,
  emailVerifiedAt: null,
  passwordHash: null,
  unprovenRegistrations: 0,
  firstName: null,
  lastName: null,
  phone: null,
  lastNameKey: '',
  searchKey: '',
  preferredLanguage: null,
  marketingConsent: false,
  marketingConsentAt: null,
  marketingConsentSource: null,
};
const raised = () => ({ version: { increment: 1 }, updatedAt: new Date() });

/** Makes a locked customer the tombstone of an erasure. */
export async function buryErased(
  tx: Transaction,
  key: StoreKey,
  requestId: string,
): Promise<Customer> {
  const data = { ...nothing, ...raised(), status: 'ERASED' as const };
  const buried = await tx.customer.update({ where: byKey(key), data, select });
  await storeSearchKey(tx, buried);
  await tellOfCustomer(tx, 'customer.erased', buried, requestId);
  return buried;
}

/**
 * Makes a locked customer the tombstone of a merge. Those that were merged into it before lead on to its heir, and are told
 * of again: whoever follows only the youngest event of each still ends at the last one.
 */
export async function buryMerged(
  tx: Transaction,
  key: StoreKey,
  mergedInto: string,
): Promise<void> {
  const before = await tx.customer.updateManyAndReturn({
    where: { storeId: key.storeId, mergedInto: key.id },
    data: { ...raised(), mergedInto },
    select,
  });
  const data = { ...nothing, ...raised(), status: 'MERGED' as const, mergedInto };
  const buried = await tx.customer.update({ where: byKey(key), data, select });
  await storeSearchKey(tx, buried);
  for (const customer of [...before, buried]) await tellOfCustomer(tx, 'customer.merged', customer);
}

/** One merge of a store at a time: two that share a customer would lock each other out. */
export async function lockMerges(tx: Transaction, storeId: string): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`merge:${storeId}`}, 0))::text`;
}
