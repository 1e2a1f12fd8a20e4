import { findCredentials, replaceHash, type Credentials } from '../db/customers.ts';
import {
  invalidCredentials,
  loginThrottled,
  type InvalidCredentialsError,
  type LoginThrottledError,
} from './answers.ts';
import { normalEmail } from '@customer-graph/text';
import { email as emailField } from './fields.ts';
import type { Module, Origin } from './module.ts';
import { startSession, type AuthSession } from './start-session.ts';

export interface EmailNotVerifiedError {
  readonly __typename: 'EmailNotVerifiedError';
  readonly message: string;
}

export interface Login {
  readonly storeId: string;
  readonly email: string;
  readonly password: string;
  readonly origin: Origin;
}

/**
 * Signs a customer in. Unknown address, wrong password and closed account cannot be told apart, in content or time; that
 * an address is not verified is told only to who knows the password.
 */
export async function login(
  module: Module,
  { storeId, email, password, origin }: Login,
): Promise<AuthSession | InvalidCredentialsError | LoginThrottledError | EmailNotVerifiedError> {
  const { db, passwords, settingsOf, throttle } = module;
  const account = normalEmail(email);
  const attempt = { storeId, account, clientAddress: origin.clientAddress };
  const wait = await throttle.attempt(attempt);
  if (wait > 0) return loginThrottled(wait);
  const found = emailField.safeParse(email).success
    ? await findCredentials(db, { storeId, emailNormal: account })
    : null;
  const matched = await passwords.matches(password, found?.passwordHash ?? null);
  if (!found || !matched || found.customer.status !== 'ACTIVE') return invalidCredentials();
  await throttle.succeeded(attempt);
  if (settingsOf(storeId).requireVerifiedEmail && !found.customer.emailVerifiedAt)
    return emailNotVerified;
  const passwordHash = await upToDateHash(module, found, password);
  const session = await startSession(module, found.customer, passwordHash, origin.clientUserAgent);
  return session ?? invalidCredentials();
}

/** Hashes the password anew when the parameters have risen since; only now is it there to be hashed. */
async function upToDateHash(
  { db, passwords }: Module,
  { customer, passwordHash }: Credentials,
  password: string,
): Promise<string | null> {
  if (passwordHash === null || !passwords.isOutdated(passwordHash)) return passwordHash;
  const renewed = await passwords.hash(password);
  await replaceHash(db, customer, passwordHash, renewed);
  return renewed;
}

const emailNotVerified: EmailNotVerifiedError = {
  __typename: 'EmailNotVerifiedError',
  message:
    'Your e-mail address is not verified. Open the link in the e-mail, or request another one.',
};
