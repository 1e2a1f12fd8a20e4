import type { Transaction } from './database.ts';

/** A refresh token that was presented, with its session, which is locked. */
export interface PresentedToken {
  readonly sessionId: string;
  readonly customerId: string;
  readonly expiresAt: Date;
  /** False when the session has ended or expired, or the customer is not active. */
  readonly alive: boolean;
  readonly spent: boolean;
  /** What makes the token's successor again; null when that one was used. */
  readonly successorSalt: Uint8Array | null;
}

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Locks the session of a token of the store, without waiting: whoever finds it locked has lost a race.
 * @returns null for an unknown token, `busy` while another use of the session's tokens is going on
 */
export async function lockRefreshToken(
  tx: Transaction,
  storeId: string,
  tokenHash: Bytes,
): Promise<PresentedToken | 'busy' | null> {
  const locked = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM sessions
    WHERE store_id = ${storeId} AND id = (
      SELECT session_id FROM refresh_tokens WHERE store_id = ${storeId} AND token_hash = ${tokenHash})
    FOR UPDATE SKIP LOCKED`;
  // A statement of its own: the one above may still have seen the tokens as they were before the last use.
  const [token] = await tx.$queryRaw<PresentedToken[]>`
    SELECT s.id AS "sessionId", s.customer_id AS "customerId", s.expires_at AS "expiresAt",
      s.ended_at IS NULL AND s.expires_at > clock_timestamp() AND c.status = 'ACTIVE' AS alive,
      t.spent_at IS NOT NULL AS spent, t.successor_salt AS "successorSalt"
    FROM refresh_tokens t JOIN sessions s ON s.store_id = t.store_id AND s.id = t.session_id
      JOIN customers c ON c.store_id = s.store_id AND c.id = s.customer_id
    WHERE t.store_id = ${storeId} AND t.token_hash = ${tokenHash}`;
  if (!token) return null;
  return locked.length > 0 ? token : 'busy';
}

/** Spends a token of a locked session and puts its successor in its place. */
export async function rotateRefreshToken(
  tx: Transaction,
  storeId: string,
  rotation: { sessionId: string; spent: Bytes; salt: Bytes; successor: Bytes },
): Promise<void> {
  const { sessionId, spent, salt, successor } = rotation;
  // Its use proves that the token arrived, so the one before it can no longer bring it back.
  await tx.$executeRaw`
    UPDATE refresh_tokens SET
      spent_at = CASE WHEN token_hash = ${spent} THEN clock_timestamp() ELSE spent_at END,
      successor_salt = CASE WHEN token_hash = ${spent} THEN ${salt}::bytea END
    WHERE store_id = ${storeId} AND session_id = ${sessionId}::uuid
      AND (token_hash = ${spent} OR successor_salt IS NOT NULL)`;
  await tx.$executeRaw`
    INSERT INTO refresh_tokens (store_id, token_hash, session_id)
    VALUES (${storeId}, ${successor}, ${sessionId}::uuid)`;
  await tx.$executeRaw`
    UPDATE sessions SET last_used_at = now() WHERE store_id = ${storeId} AND id = ${sessionId}::uuid`;
}
