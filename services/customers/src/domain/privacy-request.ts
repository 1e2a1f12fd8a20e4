import { isId, type Scope, type StoreKey } from '@customer-graph/subgraph';
import type { Transaction } from '../db/database.ts';
import { endAnswered, findParts, type Receipt } from '../db/privacy-receipts.ts';
import { findRequest } from '../db/privacy-requests.ts';
import { postMail } from '../mail/post-mail.ts';
import type { Module } from './module.ts';

/** A request for a person's data or its removal. */
export interface PrivacyRequest {
  readonly __typename: 'PrivacyRequest';
  readonly id: string;
  readonly storeId: string;
  /** Null for a person without an account. */
  readonly customerId: string | null;
  readonly kind: 'EXPORT' | 'ERASURE';
  readonly status: 'SCHEDULED' | 'RUNNING' | 'DONE' | 'CANCELLED' | 'FAILED';
  readonly requestedBy: string;
  /** Why, as staff said, while an erasure waits. */
  readonly reason: string | null;
  /** Verified addresses by which others may know the person without an account; none once the request has ended. */
  readonly contactEmails: readonly string[];
  readonly createdAt: Date;
  readonly dueAt: Date | null;
  readonly endedAt: Date | null;
}

export type ModuleReceipt = Receipt & { readonly status: 'WAITING' | 'HELD' | 'DONE' | 'OFF' };

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

/** What each module has to do with a request: those that it was made for, and while it runs those that are configured now. */
export function receiptsOf(
  module: Module,
  { status: stands }: PrivacyRequest,
  written: readonly Receipt[],
): ModuleReceipt[] {
  const awaited = new Set(stands === 'DONE' ? [] : awaitedModules(module));
  const known = new Map(written.map((receipt) => [receipt.module, receipt]));
  const later = stands === 'RUNNING' ? awaited : [];
  return [...new Set([...known.keys(), ...later])].sort().map((name) => {
    const receipt = known.get(name) ?? { ...nothingYet, module: name };
    return { ...receipt, status: standing(receipt, awaited.has(name)) };
  });
}

const nothingYet = { doneAt: null, heldAt: null, detail: null };

/** A module that is not configured any more is not waited for either, whether it holds its part back or not. */
function standing({ doneAt, heldAt }: Receipt, awaited: boolean): ModuleReceipt['status'] {
  if (doneAt) return 'DONE';
  if (!awaited) return 'OFF';
  return heldAt ? 'HELD' : 'WAITING';
}

/** The document of an export that is complete; null before, and once it was removed. */
export async function readDocument(
  { db }: Module,
  request: PrivacyRequest,
): Promise<string | null> {
  const parts = request.status === 'DONE' ? await findParts(db, request) : null;
  if (!parts) return null;
  // The parts are JSON already; parsing megabytes only to write them again would hold up everyone.
  const others = parts.others.map(
    ({ module, document }) => `${JSON.stringify(module)}:${document}`,
  );
  return `{${[`"customers":${parts.own}`, ...others].join(',')}}`;
}

/** Ends running requests, one or all, that nobody is waited for, and mails the persons. */
export async function endRequests(
  module: Module,
  tx: Transaction,
  request: StoreKey | null = null,
): Promise<void> {
  for (const ended of await endAnswered(tx, awaitedModules(module), request)) {
    const { storeId, customerId, to, language } = ended;
    const kind = ended.kind === 'ERASURE' ? 'erasure-done' : 'export-ready';
    if (to !== null) await postMail(tx, { storeId, customerId, kind, to, language });
  }
}

/** Ends a running request that nobody is waited for, and reads it again. */
export async function settle(
  module: Module,
  tx: Transaction,
  request: PrivacyRequest,
): Promise<PrivacyRequest> {
  await endRequests(module, tx, request);
  return (await findRequest(tx, request, request.id)) ?? request;
}
