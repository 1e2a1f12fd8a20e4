import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { createKeySet, type KeySet } from './key-set.ts';
import { accessTokenClaims, principalKinds, type Principal } from './principal.ts';

/** An issuer whose tokens are believed, and the one kind of caller it may speak for. */
export const trustedIssuerSchema = z.object({
  issuer: z.string().min(1),
  jwksUrl: z.url({ protocol: /^(https?|file)$/ }),
  kind: z.enum(principalKinds),
  algorithms: z
    .array(z.enum(['EdDSA', 'ES256', 'RS256', 'PS256']))
    .min(1)
    .default(['EdDSA']),
});
export type TrustedIssuer = z.input<typeof trustedIssuerSchema>;

export interface TokenVerifierOptions {
  readonly issuers: readonly TrustedIssuer[];
  readonly audience: string;
  /** Milliseconds between two readings of an issuer's keys caused by unknown key ids; 10,000 by default. */
  readonly keyCooldown?: number;
  /** Milliseconds after which an issuer's keys are read again, in the background; 300,000 by default. */
  readonly keyMaxAge?: number;
}

/** The token is not believed; `message` says why, for logs, never for the caller. */
export class InvalidTokenError extends Error {
  override readonly name = 'InvalidTokenError';
}

export interface TokenVerifier {
  /**
   * Turns the value of an Authorization header into its principal.
   * @throws InvalidTokenError, or KeysUnavailableError when the issuer was never reachable
   */
  verify(authorization: string): Promise<Principal>;
  /** The same at once, for a token that was verified before; undefined for any other. */
  known(authorization: string): Principal | undefined;
}

const clockTolerance = 5;
const maxTokenLength = 8_192;
const cacheSize = 10_000;

interface Issuer {
  readonly options: z.output<typeof trustedIssuerSchema>;
  readonly keys: KeySet;
}

interface Verified {
  readonly principal: Principal;
  readonly expiresAt: number;
  /** What the token was proven by. */
  readonly keys: KeySet;
}

/** Verifies access tokens of all trusted issuers; each token costs one signature check until it expires. */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const verified = new Map<string, Verified>();
  const issuers = new Map<string, Issuer>();
  let generation = 0;
  for (const input of options.issuers) {
    const issuer = trustedIssuerSchema.parse(input);
    const keys = createKeySet({
      url: new URL(issuer.jwksUrl),
      cooldown: options.keyCooldown,
      maxAge: options.keyMaxAge,
      // A key that is no longer published must stop working at once, also for tokens seen before.
      onChange: () => {
        generation += 1;
        verified.clear();
      },
    });
    issuers.set(issuer.issuer, { options: issuer, keys });
  }

  async function check(token: string): Promise<Verified> {
    const issuer = issuers.get(issuerOf(token));
    if (!issuer) throw new InvalidTokenError('unknown issuer');
    const { payload } = await jwtVerify(token, issuer.keys.keyFor, {
      algorithms: issuer.options.algorithms,
      audience: options.audience,
      clockTolerance,
      issuer: issuer.options.issuer,
      requiredClaims: ['exp', 'iat', 'sub', 'jti'],
      typ: 'at+jwt',
    });
    const claims = accessTokenClaims.parse(payload);
    if (claims.kind !== issuer.options.kind)
      throw new InvalidTokenError('kind not granted to issuer');
    if (claims.iat > Date.now() / 1000 + clockTolerance)
      throw new InvalidTokenError('issued in the future');
    return {
      principal: toPrincipal(claims),
      expiresAt: claims.exp * 1000,
      keys: issuer.keys,
    };
  }

  function known(authorization: string): Principal | undefined {
    const entry = verified.get(authorization);
    if (!entry || entry.expiresAt <= Date.now()) return undefined;
    entry.keys.freshen();
    return entry.principal;
  }

  return {
    known,
    async verify(authorization) {
      const principal = known(authorization);
      if (principal) return principal;
      const token = bearerToken(authorization);
      try {
        const startedIn = generation;
        const fresh = await check(token);
        if (verified.size >= cacheSize) forgetOldest(verified);
        // A check that began before the keys changed says nothing about the keys of now.
        if (startedIn === generation) verified.set(authorization, fresh);
        return fresh.principal;
      } catch (error) {
        if (error instanceof errors.JOSEError || error instanceof z.ZodError) {
          throw new InvalidTokenError(error.message, { cause: error });
        }
        throw error;
      }
    },
  };
}

function toPrincipal(claims: z.output<typeof accessTokenClaims>): Principal {
  return Object.freeze({
    kind: claims.kind,
    id: claims.sub,
    storeId: claims.store_id,
    permissions: new Set(claims.permissions),
    sessionId: claims.sid ?? null,
  });
}

function bearerToken(authorization: string): string {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization)?.[1];
  if (!token || authorization.length > maxTokenLength)
    throw new InvalidTokenError('not a bearer token');
  return token;
}

/** The claimed issuer, read before anything is proven, only to choose whose keys to check against. */
function issuerOf(token: string): string {
  const header = protectedHeader(token);
  // jose accepts a token without a key id when one key fits, and ignores keys that a token brings along.
  if (typeof header.kid !== 'string' || header.kid === '') throw new InvalidTokenError('no key id');
  for (const name of ['jwk', 'jku', 'x5c', 'x5u', 'crit']) {
    if (name in header) throw new InvalidTokenError(`header parameter ${name} is not accepted`);
  }
  return decodeJwt(token).iss ?? '';
}

function protectedHeader(token: string) {
  try {
    return decodeProtectedHeader(token);
  } catch (error) {
    throw new InvalidTokenError('no readable header', { cause: error });
  }
}

function forgetOldest(cache: Map<string, unknown>): void {
  const oldest = cache.keys().next();
  if (!oldest.done) cache.delete(oldest.value);
}
