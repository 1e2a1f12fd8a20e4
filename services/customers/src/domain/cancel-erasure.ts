import {
  invalidInput,
  isId,
  notFound,
  transactional,
  type InvalidInputError,
  type NotFoundError,
  type Scope,
} from '@customer-graph/subgraph';
import { subjects } from '../db/database.ts';
import { recordHistory } from '../db/history.ts';
import { cancelWaiting, lockRequest } from '../db/privacy-requests.ts';
import { lockEditable } from './editable.ts';
import type { Module } from './module.ts';
import { noticeErasure } from './privacy-notices.ts';
import type { PrivacyRequest } from './privacy-request.ts';

type Result = PrivacyRequest | NotFoundError | InvalidInputError;

/** Cancels an erasure that still waits; one that is cancelled already stays so. */
export async function cancelErasure({ db }: Module, scope: Scope, id: string): Promise<Result> {
  if (!isId(id)) return notFound('erasure');
  return transactional(db.writerOf(subjects.privacyRequest(id)), async (tx): Promise<Result> => {
    const request = await lockRequest(tx, scope, id);
    const owner = request?.customerId ?? scope.customerId;
    const customer = owner && (await lockEditable(tx, scope, owner));
    if (request?.kind !== 'ERASURE') return notFound('erasure');
    if (request.status === 'CANCELLED') return request;
    if (request.status !== 'SCHEDULED') return tooLate();
    if (request.customerId !== null) {
      if (!customer) return notFound('erasure');
      await recordHistory(tx, customer, { type: 'ERASURE_CANCELLED', actor: scope.actor });
    }
    await noticeErasure(tx, request, { kind: 'erasure-cancelled', actor: scope.actor });
    return cancelWaiting(tx, request);
  });
}

const tooLate = () =>
  invalidInput([{ path: ['id'], code: 'TOO_LATE', message: 'The data has already been erased.' }]);
