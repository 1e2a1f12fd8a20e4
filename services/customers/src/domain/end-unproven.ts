import { removeConsents } from '../db/consents.ts';
import type { Transaction } from '../db/database.ts';
import { recordHistory } from '../db/history.ts';
import { removeTraces } from '../db/personal-data.ts';
import { dropExports } from '../db/privacy-receipts.ts';
import { cancelAwaitingErasures } from '../db/privacy-requests.ts';
import { buryMerged, lockMerges } from '../db/tombstones.ts';
import type { Customer } from './customer.ts';

/**
 * Ends a locked account whose address another customer has proven: the address becomes free, nothing of what its registrant
 * entered is kept or handed on, and its tokens reach nothing any more. Whoever refers to it is led on.
 */
export async function endUnproven(
  tx: Transaction,
  customer: Customer,
  proverId: string,
): Promise<void> {
  const { id, storeId } = customer;
  await lockMerges(tx, storeId);
  await cancelAwaitingErasures(tx, customer);
  await removeConsents(tx, customer);
  await removeTraces(tx, customer);
  await dropExports(tx, customer);
  const actor = `customer:${proverId}`;
  await recordHistory(tx, customer, { type: 'MERGED', actor, detail: proverId });
  await recordHistory(tx, { id: proverId, storeId }, { type: 'MERGED_IN', actor, detail: id });
  await buryMerged(tx, customer, proverId);
}
