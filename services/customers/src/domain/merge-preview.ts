import { isId } from '@customer-graph/subgraph';
import { findAddresses } from '../db/addresses.ts';
import { findCustomers } from '../db/customers.ts';
import { findAwaitingErasure } from '../db/privacy-requests.ts';
import type { Customer } from './customer.ts';
import type { Module } from './module.ts';

/** What a merge would do. */
export interface CustomerMergePreview {
  readonly keeps: Customer;
  readonly retires: Customer;
  readonly addressesMoved: number;
  readonly addressesDropped: number;
  readonly blockedBy: string[];
}

const maxAddresses = 100;

/** @returns null when the store has not both customers */
export async function previewMerge(
  { db }: Module,
  storeId: string,
  { sourceId, targetId }: { sourceId: string; targetId: string },
): Promise<CustomerMergePreview | null> {
  if (!isId(sourceId) || !isId(targetId)) return null;
  const [retires, keeps] = await findCustomers(db, storeId, [sourceId, targetId]);
  if (!retires || !keeps) return null;
  const addresses = await findAddresses(db, storeId, [sourceId, targetId]);
  const kept = addresses.filter(({ customerId }) => customerId === targetId).length;
  const offered = addresses.length - kept;
  const addressesMoved = Math.min(offered, maxAddresses - kept);
  const awaiting = await findAwaitingErasure(db.prisma, storeId, [sourceId, targetId]);
  const blockedBy = blocksOf(retires, keeps, awaiting);
  const addressesDropped = offered - addressesMoved;
  return { keeps, retires, addressesMoved, addressesDropped, blockedBy };
}

/**
 * What stops a merge; empty when nothing does. Only who is alive can take over or be absorbed, and neither while its erasure
 * waits: the request would be about another person's data then. A deactivated customer may be absorbed, not take over.
 */
export function blocksOf(
  source: Customer,
  target: Customer,
  awaitingErasure: ReadonlySet<string>,
): string[] {
  if (source.id === target.id) return ['SAME_CUSTOMER'];
  const blocks: string[] = [];
  if (source.status === 'MERGED' || source.status === 'ERASED')
    blocks.push(`SOURCE_${source.status}`);
  if (target.status !== 'ACTIVE') blocks.push(`TARGET_${target.status}`);
  if (awaitingErasure.has(source.id)) blocks.push('SOURCE_ERASURE_SCHEDULED');
  if (awaitingErasure.has(target.id)) blocks.push('TARGET_ERASURE_SCHEDULED');
  return blocks;
}
