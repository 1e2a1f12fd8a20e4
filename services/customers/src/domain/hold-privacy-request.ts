import {
  invalidInput,
  isId,
  notFound,
  parseInput,
  transactional,
  type InvalidInputError,
  type NotFoundError,
} from '@customer-graph/subgraph';
import { line } from '@customer-graph/text';
import { putHold } from '../db/privacy-receipts.ts';
import { lockRequest } from '../db/privacy-requests.ts';
import type { Module } from './module.ts';
import type { PrivacyRequest } from './privacy-request.ts';

export interface Hold {
  readonly storeId: string;
  readonly id: string;
  readonly module: string;
  readonly reason: string;
}
type Result = PrivacyRequest | NotFoundError | InvalidInputError;

/** Lets a running erasure wait for a module that cannot do its part yet. A request that does not run has nothing to wait for. */
export async function holdPrivacyRequest(
  { db }: Module,
  { storeId, id, module, reason: given }: Hold,
): Promise<Result> {
  const reason = parseInput(line(500), given, 'reason');
  if (!reason.ok) return reason.error;
  if (!isId(id)) return notFound('privacy request');
  return transactional(db.prisma, async (tx): Promise<Result> => {
    const request = await lockRequest(tx, { storeId, customerId: null }, id);
    if (!request) return notFound('privacy request');
    if (request.kind !== 'ERASURE') return onlyErasures();
    if (request.status === 'RUNNING') await putHold(tx, request, { module, reason: reason.value });
    return request;
  });
}

const onlyErasures = () =>
  invalidInput([
    {
      path: ['id'],
      code: 'NOT_ALLOWED',
      message: 'Only an erasure can be held back. Acknowledge an export with the data available.',
    },
  ]);
