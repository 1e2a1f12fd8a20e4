import { importJWK, SignJWT, type JSONWebKeySet, type JWK } from 'jose';
import { newId } from '@customer-graph/subgraph';
import type { Customer } from './customer.ts';

const lifetimeSeconds = 300;

export interface AccessToken {
  readonly token: string;
  readonly expiresAt: Date;
}

/** Signs the tokens of customers; everyone else only verifies them by the published keys. */
export interface AccessTokens {
  /** @param sessionId the session that the token comes from, its `sid` */
  issue(customer: Customer, sessionId: string): Promise<AccessToken>;
  readonly publishedKeys: JSONWebKeySet;
}

export interface AccessTokenOptions {
  readonly keys: readonly JWK[];
  readonly issuer: string;
  readonly audience: string;
}

/** @param options.keys Ed25519 private keys; the first signs, so that a new one is published before it is used */
export async function createAccessTokens(options: AccessTokenOptions): Promise<AccessTokens> {
  const { keys, issuer, audience } = options;
  const [signing] = keys;
  if (!signing?.kid) throw new Error('the first signing key has no kid');
  const { kid } = signing;
  const key = await importJWK(signing, 'EdDSA');
  return {
    issue: async (customer, sessionId) => {
      const issuedAt = Math.floor(Date.now() / 1000);
      const expiresAt = issuedAt + lifetimeSeconds;
      const claims = { store_id: customer.storeId, kind: 'customer', sid: sessionId };
      const token = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'at+jwt' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(customer.id)
        .setJti(newId())
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(key);
      return { token, expiresAt: new Date(expiresAt * 1000) };
    },
    publishedKeys: {
      keys: keys.map(({ kty, crv, x, kid }) => ({ kty, crv, x, kid, use: 'sig', alg: 'EdDSA' })),
    },
  };
}
