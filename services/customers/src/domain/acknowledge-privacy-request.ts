import {
  isId,
  notFound,
  parseInput,
  rule,
  transactional,
  type InvalidInputError,
  type NotFoundError,
} from '@customer-graph/subgraph';
import { z } from 'zod';
import { putReceipt } from '../db/privacy-receipts.ts';
import { lockRequest } from '../db/privacy-requests.ts';
import { optionalLine } from '@customer-graph/text';
import type { Module } from './module.ts';
import { settle, type PrivacyRequest } from './privacy-request.ts';

const document = z.string().refine(isJson, rule('INVALID', 'Must be JSON.'));

export interface Acknowledgement {
  readonly storeId: string;
  readonly id: string;
  readonly module: string;
  readonly detail?: string | null | undefined;
  readonly document?: string | null | undefined;
}
type Result = PrivacyRequest | NotFoundError | InvalidInputError;

/**
 * Takes a module's answer to a privacy request, the first one of each. An answer to a request that waits, was cancelled or has
 * failed is not kept, since nobody asked for it or nobody does any more.
 */
export async function acknowledgePrivacyRequest(
  module: Module,
  { storeId, id, ...answer }: Acknowledgement,
): Promise<Result> {
  const detail = parseInput(optionalLine(500).nullish(), answer.detail, 'detail');
  if (!detail.ok) return detail.error;
  const part = parseInput(document.nullish(), answer.document, 'document');
  if (!part.ok) return part.error;
  if (!isId(id)) return notFound('privacy request');
  return transactional(module.db.prisma, async (tx): Promise<Result> => {
    const request = await lockRequest(tx, { storeId, customerId: null }, id);
    if (!request) return notFound('privacy request');
    if (request.status !== 'RUNNING' && request.status !== 'DONE') return request;
    await putReceipt(tx, request, {
      module: answer.module,
      detail: detail.value ?? null,
      document: part.value ?? null,
    });
    return settle(module, tx, request);
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
