import { findCredentials } from '../db/customers.ts';
import { normalEmail } from './fields.ts';
import type { Customer } from './customer.ts';
import type { Module } from './module.ts';

export interface AuthSession {
  readonly __typename: 'AuthSession';
  readonly accessToken: string;
  readonly accessTokenExpiresAt: Date;
  readonly customer: Customer;
}
export interface InvalidCredentialsError {
  readonly __typename: 'InvalidCredentialsError';
  readonly message: string;
}

const refused: InvalidCredentialsError = {
  __typename: 'InvalidCredentialsError',
  message: 'The address and the password do not fit together.',
};

/** Signs a customer in. Unknown address, wrong password and closed account cannot be told apart. */
export async function login(
  { db, passwords, accessTokens }: Module,
  storeId: string,
  email: string,
  password: string,
): Promise<AuthSession | InvalidCredentialsError> {
  const found = await findCredentials(db, storeId, normalEmail(email));
  const matched = await passwords.matches(password, found?.passwordHash ?? null);
  if (!found || !matched || found.customer.status !== 'ACTIVE') return refused;
  const { token, expiresAt } = await accessTokens.issue(found.customer);
  return {
    __typename: 'AuthSession',
    accessToken: token,
    accessTokenExpiresAt: expiresAt,
    customer: found.customer,
  };
}
