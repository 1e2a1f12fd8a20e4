import { findCustomers } from '../db/customers.ts';
import type { Transaction } from '../db/database.ts';
import { recordHistory } from '../db/history.ts';
import { lockRefreshToken, rotateRefreshToken, type PresentedToken } from '../db/refresh-tokens.ts';
import { endSessions } from '../db/sessions.ts';
import { invalidToken, type InvalidTokenError } from './answers.ts';
import type { Module } from './module.ts';
import { hashOf, isSecret, newSalt, successorOf } from './secrets.ts';
import type { AuthSession } from './start-session.ts';

export interface TokenJustUsedError {
  readonly __typename: 'TokenJustUsedError';
  readonly message: string;
  readonly retryAfterSeconds: number;
}

type Step = InvalidTokenError | { __typename: 'Successor'; token: string };

/**
 * Exchanges a refresh token for its successor. The token brings the same successor again until that is used, however long
 * the client that lost the response takes to come back; a use after that means that the token was copied, and ends the session.
 */
export async function refreshSession(
  { db, accessTokens }: Module,
  storeId: string,
  refreshToken: string,
): Promise<AuthSession | InvalidTokenError | TokenJustUsedError> {
  if (!isSecret(refreshToken)) return invalidToken();
  const outcome = await db.prisma.$transaction(async (tx) => {
    const presented = await lockRefreshToken(tx, storeId, hashOf(refreshToken));
    if (presented === 'busy') return presented;
    if (!presented?.alive) return null;
    return { presented, step: await advance(tx, storeId, presented, refreshToken) };
  });
  if (!outcome) return invalidToken();
  if (outcome === 'busy') return inUse;
  const { presented, step } = outcome;
  if (step.__typename !== 'Successor') return step;
  const [customer] = await findCustomers(db, storeId, [presented.customerId]);
  // The account may have been closed since, and its sessions with it.
  if (customer?.status !== 'ACTIVE') return invalidToken();
  const { token, expiresAt } = await accessTokens.issue(customer, presented.sessionId);
  return {
    __typename: 'AuthSession',
    accessToken: token,
    accessTokenExpiresAt: expiresAt,
    refreshToken: step.token,
    refreshTokenExpiresAt: presented.expiresAt,
    customer,
  };
}

async function advance(
  tx: Transaction,
  storeId: string,
  { sessionId, customerId, spent, successorSalt }: PresentedToken,
  refreshToken: string,
): Promise<Step> {
  if (!spent) {
    const salt = newSalt();
    const token = successorOf(refreshToken, salt);
    const successor = hashOf(token);
    await rotateRefreshToken(tx, storeId, {
      sessionId,
      spent: hashOf(refreshToken),
      salt,
      successor,
    });
    return { __typename: 'Successor', token };
  }
  if (successorSalt)
    return { __typename: 'Successor', token: successorOf(refreshToken, successorSalt) };
  const customer = { id: customerId, storeId };
  await endSessions(tx, customer, 'REUSED', sessionId);
  await recordHistory(tx, customer, {
    type: 'REFRESH_TOKEN_REUSED',
    actor: 'anonymous',
    detail: sessionId,
  });
  return invalidToken();
}

const inUse: TokenJustUsedError = {
  __typename: 'TokenJustUsedError',
  message: 'The session is being refreshed by another request. Try again with the same token.',
  retryAfterSeconds: 1,
};
