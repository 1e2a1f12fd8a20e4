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

/** Uses this close together race each other: one wins, the rest may come back. */
const raceSeconds = 2;
/** Until then a second use may come from a client that never got the first answer. */
const graceSeconds = 10;

type Step = InvalidTokenError | TokenJustUsedError | { __typename: 'Successor'; token: string };

/**
 * Exchanges a refresh token for its successor, once. A second use within the grace gets the same successor again as long
 * as nobody has used it; any other second use means that the token has been copied, and ends the session.
 */
export async function refreshSession(
  { db, accessTokens }: Module,
  storeId: string,
  refreshToken: string,
): Promise<AuthSession | InvalidTokenError | TokenJustUsedError> {
  if (!isSecret(refreshToken)) return invalidToken();
  const arrivedAt = performance.now();
  const outcome = await db.prisma.$transaction(async (tx) => {
    const presented = await lockRefreshToken(tx, storeId, hashOf(refreshToken));
    if (presented === 'busy') return presented;
    if (!presented?.alive) return null;
    return {
      presented,
      step: await advance(tx, storeId, asOf(arrivedAt, presented), refreshToken),
    };
  });
  if (!outcome) return invalidToken();
  if (outcome === 'busy') return justUsed(0);
  const { presented, step } = outcome;
  if (step.__typename !== 'Successor') return step;
  const [customer] = await findCustomers(db, storeId, [presented.customerId]);
  if (!customer) return invalidToken();
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

/** What counts is when a use arrived, not how long a busy service let it wait. */
const asOf = (arrivedAt: number, presented: PresentedToken): PresentedToken => ({
  ...presented,
  spentFor:
    presented.spentFor === null
      ? null
      : presented.spentFor - (performance.now() - arrivedAt) / 1_000,
});

async function advance(
  tx: Transaction,
  storeId: string,
  { sessionId, customerId, spentFor, successorSalt }: PresentedToken,
  refreshToken: string,
): Promise<Step> {
  if (spentFor === null) {
    const salt = newSalt();
    const token = successorOf(refreshToken, salt);
    const successor = hashOf(token);
    await rotateRefreshToken(tx, { sessionId, spent: hashOf(refreshToken), salt, successor });
    return { __typename: 'Successor', token };
  }
  if (successorSalt && spentFor < raceSeconds) return justUsed(spentFor);
  if (successorSalt && spentFor <= graceSeconds)
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

const justUsed = (spentFor: number): TokenJustUsedError => ({
  __typename: 'TokenJustUsedError',
  message: 'This token was used a moment ago; if that answer is lost, try again shortly.',
  retryAfterSeconds: Math.max(1, Math.ceil(raceSeconds - Math.max(0, spentFor))),
});
