import { randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PrincipalKind, TrustedIssuer } from '@customer-graph/trust';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { inject } from 'vitest';

/** The audience that the services of a test expect. */
export const audience = 'customer-graph';

/** Whom a token speaks for; what is left out is made up. */
export interface TokenSubject {
  readonly kind: PrincipalKind;
  readonly id?: string;
  readonly storeId?: string;
  readonly permissions?: readonly string[];
}

/** Issuers with real keys for all three kinds of callers. */
export interface TestIssuers {
  readonly trusted: TrustedIssuer[];
  /** Value of an Authorization header. */
  authorize(subject: TokenSubject): Promise<string>;
}

export async function createTestIssuers(): Promise<TestIssuers> {
  const folder = mkdtempSync(path.join(inject('runFolder'), 'keys-'));
  const issuers = new Map<PrincipalKind, { trusted: TrustedIssuer; key: CryptoKey }>();
  for (const kind of ['customer', 'staff', 'service'] as const) {
    const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
    const file = path.join(folder, `${kind}.json`);
    const jwk = { ...(await exportJWK(publicKey)), kid: kind, alg: 'EdDSA', use: 'sig' };
    writeFileSync(file, JSON.stringify({ keys: [jwk] }));
    const trusted = { issuer: `https://${kind}.test`, jwksUrl: pathToFileURL(file).href, kind };
    issuers.set(kind, { trusted, key: privateKey });
  }
  return {
    trusted: [...issuers.values()].map(({ trusted }) => trusted),
    authorize: async ({ kind, id = randomUUID(), storeId = 'demo', permissions }) => {
      const issuer = issuers.get(kind);
      if (!issuer) throw new Error(`no issuer for ${kind}`);
      const token = await new SignJWT({
        kind,
        store_id: storeId,
        ...(permissions && { permissions }),
      })
        .setProtectedHeader({ alg: 'EdDSA', kid: kind, typ: 'at+jwt' })
        .setIssuer(issuer.trusted.issuer)
        .setAudience(audience)
        .setSubject(id)
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(issuer.key);
      return `Bearer ${token}`;
    },
  };
}
