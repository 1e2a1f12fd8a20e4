import { transactional } from '@customer-graph/subgraph';
import { lockCredentials, type Credentials } from '../db/customers.ts';
import { subjects, type Transaction } from '../db/database.ts';
import {
  findMailToken,
  lockAddress,
  putMailToken,
  takeMailToken,
  voidMailTokens,
  voidTokensOfAddress,
  type MailToken,
} from '../db/mail-tokens.ts';
import type { Mail } from '../mail/post-mail.ts';
import { invalidToken, type InvalidTokenError } from './answers.ts';
import { isReachable, type ReachableCustomer } from './customer.ts';
import { normalEmail } from '@customer-graph/text';
import type { Email } from './fields.ts';
import type { Module } from './module.ts';
import type { Registration } from './registration.ts';
import { hashOf, isSecret } from './secrets.ts';

export type MailTokenPurpose = 'VERIFY_EMAIL' | 'RESET_PASSWORD' | 'CHANGE_EMAIL';

export interface NewMailToken {
  readonly purpose: MailTokenPurpose;
  /** Where it is mailed to. */
  readonly email: Email;
  readonly hours: number;
  /** What the token follows from. */
  readonly seed: string;
  /** What its use activates, apart from the account as it was opened. */
  readonly registration?: Registration;
}

/**
 * Gives a locked customer a token; those mailed before work on until one is used.
 * @returns the link to be mailed; null when it was before, by the same job
 */
export async function issueMailToken(
  { mailSecrets }: Module,
  tx: Transaction,
  customer: { readonly id: string; readonly storeId: string },
  token: NewMailToken,
): Promise<Mail['link'] | null> {
  const { id: customerId, storeId } = customer;
  const { seed, hours, registration = null } = token;
  const tokenHash = hashOf(mailSecrets.issue(seed));
  const isNew = await putMailToken(tx, { ...token, customerId, storeId, tokenHash, registration });
  return isNew ? { seed, hours } : null;
}

export interface TokenUse {
  readonly storeId: string;
  readonly purpose: MailTokenPurpose;
  readonly token: string;
}

/** A token that works, without using it: to spare the work that a dead one is not worth. */
export async function peekMailToken(
  { db }: Module,
  { token, ...use }: TokenUse,
): Promise<MailToken | null> {
  return isSecret(token) ? findMailToken(db, { ...use, tokenHash: hashOf(token) }) : null;
}

/** A locked customer that can be mailed, with what it signs in with. */
export interface Account extends Credentials {
  readonly customer: ReachableCustomer;
}

/**
 * Uses a mailed token up and, in the same transaction, does what it stands for; the customer is locked. Whatever else was
 * mailed to the address, or for the customer, ends with it: who has proven the address decides from now on.
 */
export async function useMailToken<Result extends { readonly __typename: string }>(
  { db }: Module,
  { token, ...use }: TokenUse,
  effect: (tx: Transaction, account: Account, mailed: MailToken) => Promise<Result>,
): Promise<Result | InvalidTokenError> {
  if (!isSecret(token)) return invalidToken();
  const key = { ...use, tokenHash: hashOf(token) };
  const mailed = await findMailToken(db, key);
  if (!mailed) return invalidToken();
  return transactional(
    db.writerOf(subjects.customer(mailed.customerId)),
    async (tx): Promise<Result | InvalidTokenError> => {
      await lockAddress(tx, use.storeId, mailed.email);
      const account = await lockCredentials(tx, use.storeId, mailed.customerId);
      if (!account || !isReachable(account.customer) || !(await takeMailToken(tx, key)))
        return invalidToken();
      await voidMailTokens(tx, account.customer);
      await voidTokensOfAddress(tx, use.storeId, mailed.email);
      return effect(tx, { ...account, customer: account.customer }, mailed);
    },
  );
}

/** The address of a customer in both forms. */
export const emailOf = ({ email }: ReachableCustomer): Email => ({
  typed: email,
  normal: normalEmail(email),
});
