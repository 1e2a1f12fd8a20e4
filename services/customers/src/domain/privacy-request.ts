import { isId, type Scope } from '@customer-graph/subgraph';
import type { Transaction } from '../db/database.ts';
import { endAnswered, findParts, findReceipts, type Receipt } from '../db/privacy-receipts.ts';
import { findRequest } from '../db/privacy-requests.ts';
import type { Module } from './module.ts';

/** A request for a customer's data or its removal. */
export interface PrivacyRequest {
  readonly __typename: 'PrivacyRequest';
  readonly id: string;
  readonly storeId: string;
  readonly customerId: string;
  readonly kind: 'EXPORT' | 'ERASURE';
  readonly status: 'SCHEDULED' | 'RUNNING' | 'DONE' | 'CANCELLED' | 'FAILED';
  readonly requestedBy: string;
  readonly dueAt: Date | null;
  readonly endedAt: Date | null;
}

export type ModuleReceipt = Receipt & { readonly status: 'WAITING' | 'DONE' | 'OFF' };

/** Modules whose answers are waited for. */
export const awaitedModules = ({ privacyModules }: Module): string[] =>
  Object.keys(privacyModules).filter((name) => privacyModules[name] === 'on');

export async function readPrivacyRequest(
  { db }: Module,
  scope: Scope,
  id: string,
): Promise<PrivacyRequest | null> {
  return isId(id) ? findRequest(db.prisma, scope, id) : null;
}

/** A module that is not configured any more is not waited for either. */
export async function listReceipts(
  module: Module,
  { id }: PrivacyRequest,
): Promise<ModuleReceipt[]> {
  const awaited = new Set(awaitedModules(module));
  const receipts = await findReceipts(module.db, id);
  return receipts.map((receipt) => {
    const open = awaited.has(receipt.module) ? 'WAITING' : 'OFF';
    return { ...receipt, status: receipt.doneAt ? 'DONE' : open };
  });
}

/** The document of an export that is complete; null before, and once it was removed. */
export async function readDocument(
  { db }: Module,
  { id, status }: PrivacyRequest,
): Promise<string | null> {
  const parts = status === 'DONE' ? await findParts(db, id) : null;
  if (!parts) return null;
  // The parts are JSON already; parsing megabytes only to write them again would hold up everyone.
  const others = parts.others.map(
    ({ module, document }) => `${JSON.stringify(module)}:${document}`,
  );
  return `{${[`"customers":${parts.own}`, ...others].join(',')}}`;
}

/** Ends a running request that nobody is waited for, and reads it again. */
export async function settle(
  module: Module,
  tx: Transaction,
  request: PrivacyRequest,
): Promise<PrivacyRequest> {
  await endAnswered(tx, awaitedModules(module), request.id);
  return (await findRequest(tx, request, request.id)) ?? request;
}
