import { transactional } from '@customer-graph/subgraph';
import { lockCustomer } from '../db/customers.ts';
import type { Transaction } from '../db/database.ts';
import { findMailToken, putMailToken, takeMailToken } from '../db/mail-tokens.ts';
import { invalidToken, type InvalidTokenError } from './answers.ts';
import { isReachable, type ReachableCustomer } from './customer.ts';
import { normalEmail, type Email } from './fields.ts';
import type { Module } from './module.ts';
import { hashOf, isSecret, newSecret } from './secrets.ts';

export type MailTokenPurpose = 'VERIFY_EMAIL' | 'RESET_PASSWORD' | 'CHANGE_EMAIL';

export interface NewMailToken {
  readonly purpose: MailTokenPurpose;
  /** Where it is mailed to. */
  readonly email: Email;
  readonly hours: number;
}

/** Gives a locked customer a token in place of any before it for the same purpose. @returns the token, to be mailed only */
export async function issueMailToken(
  tx: Transaction,
  customer: { readonly id: string; readonly storeId: string },
  token: NewMailToken,
): Promise<string> {
  const secret = newSecret();
  const { id: customerId, storeId } = customer;
  await putMailToken(tx, { ...token, customerId, storeId, tokenHash: hashOf(secret) });
  return secret;
}

export interface TokenUse {
  readonly storeId: string;
  readonly purpose: MailTokenPurpose;
  readonly token: string;
}

/** True while a token works; to spare the work that a dead one is not worth. */
export async function isMailTokenAlive(
  { db }: Module,
  { token, ...use }: TokenUse,
): Promise<boolean> {
  if (!isSecret(token)) return false;
  return (await findMailToken(db, { ...use, tokenHash: hashOf(token) })) !== null;
}

/** Uses a mailed token up and, in the same transaction, does what it stands for; the customer is locked. */
export async function useMailToken<Result extends { readonly __typename: string }>(
  { db }: Module,
  { token, ...use }: TokenUse,
  effect: (tx: Transaction, customer: ReachableCustomer, mailedTo: Email) => Promise<Result>,
): Promise<Result | InvalidTokenError> {
  if (!isSecret(token)) return invalidToken();
  const key = { ...use, tokenHash: hashOf(token) };
  const found = await findMailToken(db, key);
  if (!found) return invalidToken();
  return transactional(db.prisma, async (tx): Promise<Result | InvalidTokenError> => {
    const customer = await lockCustomer(tx, use.storeId, found.customerId);
    if (!isReachable(customer) || !(await takeMailToken(tx, key))) return invalidToken();
    return effect(tx, customer, found.email);
  });
}

/** The address of a customer in both forms. */
export const emailOf = ({ email }: ReachableCustomer): Email => ({
  typed: email,
  normal: normalEmail(email),
});
