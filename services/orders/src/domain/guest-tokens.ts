import { createHash, createHmac } from 'node:crypto';

/**
 * Tokens that open guest orders. A token follows from the order's id and a secret, so that a repeated answer carries the
 * same token although only its hash is stored.
 */
export interface GuestTokens {
  /** The order's token under the newest secret. */
  issue(orderId: string): string;
  /** The order's token whose hash is stored; null when it was made with a secret that is no longer known. */
  recall(orderId: string, storedHash: string): string | null;
  hash(token: string): string;
}

/** @param secrets the first makes new tokens; the others still recall old ones */
export function createGuestTokens(secrets: readonly string[]): GuestTokens {
  const [newest] = secrets;
  if (newest === undefined) throw new Error('no secret for guest tokens');
  const derive = (secret: string, orderId: string) =>
    createHmac('sha256', secret).update(`guest-order\n${orderId}`).digest('base64url');
  const hash = (token: string) => createHash('sha256').update(token).digest('base64url');
  return {
    issue: (orderId) => derive(newest, orderId),
    recall: (orderId, storedHash) =>
      secrets
        .map((secret) => derive(secret, orderId))
        .find((token) => hash(token) === storedHash) ?? null,
    hash,
  };
}
