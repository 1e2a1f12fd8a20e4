import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TrustedIssuer } from '@customer-graph/trust';
import { importJWK, SignJWT } from 'jose';
import { writeWhole } from './data-dir.ts';
import { allModules } from './modules.ts';
import type { Secrets, SigningKey } from './secrets.ts';

/** The audience of every token of a local graph. */
export const audience = 'customer-graph';

/** Local stand-ins for a company's own identity provider, one for each kind of caller. */
export type LocalIssuer = 'staff' | 'service';

/** Whom a token of a local issuer speaks for. */
export interface TokenRequest {
  readonly as: LocalIssuer;
  readonly store: string;
  /** Default: to read and write in every module. */
  readonly permissions?: readonly string[] | undefined;
  /** Who it is; made up when left out. */
  readonly subject?: string | undefined;
}

const allPermissions = allModules.flatMap((module) => [`${module}:read`, `${module}:write`]);

const lifetime = '12h';
const nameOf = (issuer: LocalIssuer | 'customer') => `https://${issuer}.customer-graph.invalid`;

/** The `iss` of the tokens that the customers service signs. */
export const customerIssuer = nameOf('customer');

/** Signs a token that the processes of this data folder believe for 12 hours. */
export async function signLocalToken(secrets: Secrets, request: TokenRequest): Promise<string> {
  const key = secrets.keys[request.as];
  return new SignJWT({
    kind: request.as,
    store_id: request.store,
    permissions: request.permissions ?? allPermissions,
  })
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: 'at+jwt' })
    .setIssuer(nameOf(request.as))
    .setAudience(audience)
    .setSubject(request.subject ?? `local-${request.as}`)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(lifetime)
    .sign(await importJWK(key, 'EdDSA'));
}

/** Writes the local issuers' public keys, and lists whom every process of the graph believes. */
export async function trustedIssuers(
  dataDir: string,
  secrets: Secrets,
  customersUrl: string,
): Promise<TrustedIssuer[]> {
  const local = async (kind: LocalIssuer): Promise<TrustedIssuer> => {
    const file = path.join(dataDir, `${kind}-keys.json`);
    await writeWhole(file, `${JSON.stringify({ keys: [publicHalf(secrets.keys[kind])] })}\n`);
    return { issuer: nameOf(kind), jwksUrl: pathToFileURL(file).href, kind };
  };
  return [
    { issuer: customerIssuer, jwksUrl: `${customersUrl}/.well-known/jwks.json`, kind: 'customer' },
    await local('staff'),
    await local('service'),
  ];
}

function publicHalf({ kty, crv, kid, x }: SigningKey) {
  return { kty, crv, kid, x, alg: 'EdDSA', use: 'sig' };
}
