import { lockCredentials } from '../db/customers.ts';
import { subjects } from '../db/database.ts';
import { insertSession } from '../db/sessions.ts';
import { isReachable, type Customer } from './customer.ts';
import type { Module } from './module.ts';
import { hashOf, newSecret } from './secrets.ts';

/** A customer that has signed in, with the tokens of its session. */
export interface AuthSession {
  readonly __typename: 'AuthSession';
  readonly accessToken: string;
  readonly accessTokenExpiresAt: Date;
  readonly refreshToken: string;
  readonly refreshTokenExpiresAt: Date;
  readonly customer: Customer;
}

const maxUserAgent = 300;

/**
 * Starts a session, unless the account was closed or its password changed since `passwordHash` was checked.
 * @returns null in that case
 */
export async function startSession(
  { db, accessTokens }: Module,
  { id, storeId }: Customer,
  passwordHash: string | null,
  userAgent: string | null,
): Promise<AuthSession | null> {
  const refreshToken = newSecret();
  const started = await db.writerOf(subjects.customer(id)).$transaction(async (tx) => {
    const current = await lockCredentials(tx, storeId, id);
    if (!isReachable(current?.customer) || current?.passwordHash !== passwordHash) return null;
    const session = await insertSession(tx, current.customer, {
      tokenHash: hashOf(refreshToken),
      userAgent: userAgent?.slice(0, maxUserAgent) ?? null,
    });
    return { session, customer: current.customer };
  });
  if (!started) return null;
  const { session, customer } = started;
  const { token, expiresAt } = await accessTokens.issue(customer, session.id);
  return {
    __typename: 'AuthSession',
    accessToken: token,
    accessTokenExpiresAt: expiresAt,
    refreshToken,
    refreshTokenExpiresAt: session.expiresAt,
    customer,
  };
}
