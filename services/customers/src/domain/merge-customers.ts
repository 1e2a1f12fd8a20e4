import {
  idempotent,
  isId,
  notFound,
  type IdempotencyKeyReusedError,
  type NotFoundError,
  type Scope,
} from '@customer-graph/subgraph';
import { changeCustomer, findCustomers, lockCustomer } from '../db/customers.ts';
import { subjects, type Transaction } from '../db/database.ts';
import { recordHistory } from '../db/history.ts';
import { moveAddresses, moveRecords } from '../db/merges.ts';
import { removeTraces } from '../db/personal-data.ts';
import { dropExports } from '../db/privacy-receipts.ts';
import { findAwaitingErasure, findOpenRequest } from '../db/privacy-requests.ts';
import { buryMerged, lockMerges } from '../db/tombstones.ts';
import { mergeBlocked, type MergeBlockedError } from './answers.ts';
import { customerPayload, type Customer, type CustomerPayload } from './customer.ts';
import { blocksOf } from './merge-preview.ts';
import { mergedFields } from './merged-fields.ts';
import type { Module } from './module.ts';
import { startExport } from './request-data-export.ts';

export interface MergeCustomers {
  readonly scope: Scope;
  readonly sourceId: string;
  readonly targetId: string;
  readonly idempotencyKey: string;
}
type Merged = CustomerPayload | NotFoundError | MergeBlockedError;

/** Absorbs the source into the target, once per key; the answer is the target. */
export async function mergeCustomers(
  module: Module,
  { scope: { storeId, actor }, sourceId, targetId, idempotencyKey: key }: MergeCustomers,
): Promise<Merged | IdempotencyKeyReusedError> {
  const { db } = module;
  if (!isId(sourceId) || !isId(targetId)) return notFound('customer');
  return idempotent(
    db.writerOf(subjects.merges(storeId), ...[sourceId, targetId].sort().map(subjects.customer)),
    { storeId, actor, operation: 'mergeCustomers', key, input: { sourceId, targetId } },
    async (tx): Promise<Merged> => {
      await lockMerges(tx, storeId);
      const locked = new Map<string, Customer | null>();
      // Always in the same sequence, as everyone does who locks more than one.
      for (const id of [sourceId, targetId].sort())
        locked.set(id, await lockCustomer(tx, storeId, id));
      const [source, target] = [locked.get(sourceId), locked.get(targetId)];
      if (!source || !target) return notFound('customer');
      const awaiting = await findAwaitingErasure(tx, storeId, [sourceId, targetId]);
      const blocks = blocksOf(source, target, awaiting);
      if (blocks.length > 0) return mergeBlocked(blocks);
      return customerPayload(await absorb(module, tx, { source, target, actor }));
    },
    {
      idOf: ({ customer }) => customer.id,
      read: async (id) => {
        const [customer] = await findCustomers(db, storeId, [id]);
        if (!customer) throw new Error('the customer of an idempotency key is gone');
        return customerPayload(customer);
      },
    },
  );
}

async function absorb(
  module: Module,
  tx: Transaction,
  { source, target, actor }: { source: Customer; target: Customer; actor: string },
): Promise<Customer> {
  const pair = { storeId: source.storeId, sourceId: source.id, targetId: target.id };
  const exporting =
    (await findOpenRequest(tx, source, 'EXPORT')) ?? (await findOpenRequest(tx, target, 'EXPORT'));
  await moveAddresses(tx, pair);
  await moveRecords(tx, pair);
  await removeTraces(tx, source);
  await dropExports(tx, source);
  await recordHistory(tx, source, { type: 'MERGED', actor, detail: target.id });
  await recordHistory(tx, target, { type: 'MERGED_IN', actor, detail: source.id });
  await buryMerged(tx, source, target.id);
  const merged = await changeCustomer(tx, target, mergedFields(source, target));
  // What either was gathering would lack the other's part.
  if (exporting) await startExport(module, tx, merged);
  return merged;
}
