import { findCredentials } from '../db/customers.ts';
import {
  invalidCredentials,
  loginThrottled,
  type InvalidCredentialsError,
  type LoginThrottledError,
} from './answers.ts';
import { isReachable, type ReachableCustomer } from './customer.ts';
import { accountClosed } from './editable.ts';
import { normalEmail } from '@customer-graph/text';
import type { Module } from './module.ts';

export interface ConfirmPassword {
  readonly storeId: string;
  readonly customerId: string;
  readonly password: string;
  readonly clientAddress: string | null;
}

/** The customer's password is right; `passwordHash` is what it was checked against. */
export interface Confirmed {
  readonly __typename: 'Confirmed';
  readonly customer: ReachableCustomer;
  readonly passwordHash: string | null;
}

/**
 * Asks a signed-in customer for the password again, counted like a login, so that a stolen access token is no way to
 * guess it. @throws UNAUTHENTICATED when the account is closed
 */
export async function confirmPassword(
  { db, passwords, throttle }: Module,
  { storeId, customerId, password, clientAddress }: ConfirmPassword,
): Promise<Confirmed | InvalidCredentialsError | LoginThrottledError> {
  const found = await findCredentials(db, { storeId, id: customerId });
  const customer = found?.customer;
  if (!isReachable(customer)) throw accountClosed();
  const attempt = { storeId, account: normalEmail(customer.email), clientAddress };
  const wait = await throttle.attempt(attempt);
  if (wait > 0) return loginThrottled(wait);
  const passwordHash = found?.passwordHash ?? null;
  if (!(await passwords.matches(password, passwordHash))) return invalidCredentials();
  await throttle.succeeded(attempt);
  return { __typename: 'Confirmed', customer, passwordHash };
}
