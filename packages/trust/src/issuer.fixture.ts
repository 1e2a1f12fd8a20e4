import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';

export const audience = 'customer-graph';
export const issuer = 'https://customers.test';

/** A signing key with its published half. */
export interface TestKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
  readonly publicPem: string;
}

export async function createKey(kid: string, alg = 'EdDSA'): Promise<TestKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return {
    kid,
    alg,
    privateKey,
    publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' },
    publicPem: await exportSPKI(publicKey),
  };
}

export const now = () => Math.floor(Date.now() / 1000);

/** Claims of a token that is good in every respect. */
export const goodClaims = (): Record<string, unknown> => ({
  iss: issuer,
  aud: audience,
  sub: 'customer-1',
  store_id: 'demo',
  kind: 'customer',
  jti: 'token-1',
  iat: now(),
  exp: now() + 300,
});

/** Signs claims and header as they are; `undefined` leaves a value out. */
export function sign(
  key: TestKey,
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): Promise<string> {
  const protectedHeader = { alg: key.alg, kid: key.kid, typ: 'at+jwt', ...header };
  return new SignJWT({ ...goodClaims(), ...claims })
    .setProtectedHeader(protectedHeader)
    .sign(key.privateKey, { crit: { 'x-odd': true } });
}

export const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token with any header at all, and an HMAC where its signature belongs. */
export function hmacToken(header: Record<string, unknown>, secret: string): string {
  const text = `${encode(header)}.${encode(goodClaims())}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

/** An issuer's key endpoint as a real server. */
export interface JwksServer {
  readonly url: string;
  keys: JWK[];
  /** Readings so far. */
  readonly reads: number;
  stop(): Promise<void>;
}

export async function startJwksServer(keys: JWK[], port = 0): Promise<JwksServer> {
  let reads = 0;
  const server = createServer((_request, response) => {
    reads += 1;
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: jwks.keys }));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  const jwks: JwksServer = {
    url: `http://127.0.0.1:${address.port}/.well-known/jwks.json`,
    keys,
    get reads() {
      return reads;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return jwks;
}
