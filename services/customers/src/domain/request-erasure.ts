import {
  isId,
  notFound,
  parseInput,
  transactional,
  type InvalidInputError,
  type NotFoundError,
  type Scope,
} from '@customer-graph/subgraph';
import { lockCredentials } from '../db/customers.ts';
import { subjects, type Transaction } from '../db/database.ts';
import { recordHistory } from '../db/history.ts';
import { findOpenRequest, insertErasure } from '../db/privacy-requests.ts';
import {
  invalidCredentials,
  type InvalidCredentialsError,
  type LoginThrottledError,
} from './answers.ts';
import { confirmPassword, type ConfirmPassword } from './confirm-password.ts';
import type { Customer } from './customer.ts';
import { accountClosed, lockEditable } from './editable.ts';
import { eraseCustomer } from './erase-customer.ts';
import { line } from '@customer-graph/text';
import type { Module } from './module.ts';
import { noticeErasure } from './privacy-notices.ts';
import type { PrivacyRequest } from './privacy-request.ts';

/** Has a customer's data removed at its own wish, after the store's waiting time. */
export async function requestMyErasure(
  module: Module,
  current: ConfirmPassword,
): Promise<PrivacyRequest | InvalidCredentialsError | LoginThrottledError> {
  const confirmed = await confirmPassword(module, current);
  if (confirmed.__typename !== 'Confirmed') return confirmed;
  const { storeId, customerId } = current;
  const request = await module.db
    .writerOf(subjects.customer(customerId))
    .$transaction(async (tx) => {
      const now = await lockCredentials(tx, storeId, customerId);
      if (now?.customer.status !== 'ACTIVE') throw accountClosed();
      if (now.passwordHash !== confirmed.passwordHash) return null;
      return schedule(module, tx, now.customer, { actor: `customer:${customerId}`, reason: null });
    });
  return request ?? invalidCredentials();
}

export interface RequestCustomerErasure {
  readonly scope: Scope;
  readonly id: string;
  readonly reason: string;
}

/** Has a customer's data removed at the word of staff, after the store's waiting time. */
export async function requestCustomerErasure(
  module: Module,
  { scope, id, reason }: RequestCustomerErasure,
): Promise<PrivacyRequest | NotFoundError | InvalidInputError> {
  const parsed = parseInput(line(500), reason, 'reason');
  if (!parsed.ok) return parsed.error;
  if (!isId(id)) return notFound('customer');
  const { actor } = scope;
  return transactional(
    module.db.writerOf(subjects.customer(id)),
    async (tx): Promise<PrivacyRequest | NotFoundError> => {
      const customer = await lockEditable(tx, scope, id);
      if (!customer) return notFound('customer');
      return schedule(module, tx, customer, { actor, reason: parsed.value });
    },
  );
}

/** One erasure of a customer waits at a time; without a waiting time it is carried out here. */
async function schedule(
  module: Module,
  tx: Transaction,
  customer: Customer,
  { actor, reason }: { actor: string; reason: string | null },
): Promise<PrivacyRequest> {
  const { id: customerId, storeId } = customer;
  const open = await findOpenRequest(tx, customer, 'ERASURE');
  if (open) return open;
  const modules = Object.keys(module.privacyModules);
  const { erasureWaitDays } = module.settingsOf(storeId);
  await recordHistory(tx, customer, { type: 'ERASURE_REQUESTED', actor, detail: reason });
  const request = await insertErasure(
    tx,
    { storeId, customerId, requestedBy: actor, reason, modules, contactEmails: [] },
    erasureWaitDays,
  );
  if (erasureWaitDays === 0) return eraseCustomer(module, tx, request);
  await noticeErasure(tx, request, { kind: 'erasure-requested', actor });
  return request;
}
