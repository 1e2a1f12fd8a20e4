import {
  isId,
  notFound,
  parseInput,
  transactional,
  type InvalidInputError,
  type NotFoundError,
  type Scope,
} from '@customer-graph/subgraph';
import { changeCustomer } from '../db/customers.ts';
import { subjects } from '../db/database.ts';
import { recordHistory } from '../db/history.ts';
import { voidMailTokens } from '../db/mail-tokens.ts';
import { endSessions } from '../db/sessions.ts';
import { customerPayload, type CustomerPayload } from './customer.ts';
import { lockEditable } from './editable.ts';
import { optionalLine } from '@customer-graph/text';
import type { Module } from './module.ts';

export interface SetCustomerActive {
  readonly scope: Scope;
  readonly id: string;
  readonly active: boolean;
  readonly reason: string | null | undefined;
}
type Result = CustomerPayload | InvalidInputError | NotFoundError;

/** Activates or deactivates a customer, the latter with an end to all sessions; asking for the state it has changes nothing. */
export async function setCustomerActive(
  { db }: Module,
  { scope, id, active, reason }: SetCustomerActive,
): Promise<Result> {
  const parsed = parseInput(optionalLine(500).nullish(), reason, 'reason');
  if (!parsed.ok) return parsed.error;
  if (!isId(id)) return notFound('customer');
  return transactional(db.writerOf(subjects.customer(id)), async (tx): Promise<Result> => {
    const customer = await lockEditable(tx, scope, id);
    if (!customer) return notFound('customer');
    const status = active ? 'ACTIVE' : 'DEACTIVATED';
    if (customer.status === status) return customerPayload(customer);
    if (!active) {
      await endSessions(tx, customer, 'DEACTIVATED');
      await voidMailTokens(tx, customer);
    }
    const type = active ? 'ACTIVATED' : 'DEACTIVATED';
    await recordHistory(tx, customer, { type, actor: scope.actor, detail: parsed.value ?? null });
    return customerPayload(await changeCustomer(tx, customer, { status }));
  });
}
