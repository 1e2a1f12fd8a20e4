import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  audience,
  createKey,
  encode,
  goodClaims,
  hmacToken,
  issuer,
  now,
  sign,
  startJwksServer,
  type JwksServer,
  type TestKey,
} from './issuer.fixture.ts';
import { KeysUnavailableError } from './key-set.ts';
import { createTokenVerifier, InvalidTokenError, type TokenVerifier } from './token-verifier.ts';

const staffIssuer = 'https://staff.test';
let key: TestKey;
let staffKey: TestKey;
let foreignKey: TestKey;
let rsaKey: TestKey;
let jwks: JwksServer;
let staffJwks: JwksServer;
let verifier: TokenVerifier;

beforeAll(async () => {
  [key, staffKey, foreignKey, rsaKey] = await Promise.all([
    createKey('key-1'),
    createKey('staff-1'),
    createKey('key-1'),
    createKey('rsa-1', 'RS256'),
  ]);
  jwks = await startJwksServer([key.publicJwk, rsaKey.publicJwk]);
  staffJwks = await startJwksServer([staffKey.publicJwk]);
  verifier = createTokenVerifier({
    audience,
    issuers: [
      { issuer, jwksUrl: jwks.url, kind: 'customer' },
      { issuer: staffIssuer, jwksUrl: staffJwks.url, kind: 'staff' },
    ],
  });
});
afterAll(() => Promise.all([jwks.stop(), staffJwks.stop()]));

const verify = (token: string) => verifier.verify(`Bearer ${token}`);

describe('a good token', () => {
  it('becomes a customer without permissions', async () => {
    expect(await verify(await sign(key, { sid: 'session-1' }))).toEqual({
      kind: 'customer',
      id: 'customer-1',
      storeId: 'demo',
      permissions: new Set(),
      sessionId: 'session-1',
    });
  });

  it('becomes staff with the permissions that it carries', async () => {
    const claims = { iss: staffIssuer, kind: 'staff', permissions: ['orders:read'] };
    const principal = await verify(await sign(staffKey, claims));
    expect(principal).toMatchObject({ kind: 'staff', permissions: new Set(['orders:read']) });
  });

  it('is believed a second time without its keys being read again', async () => {
    const token = await sign(key);
    await verify(token);
    const { reads } = jwks;
    await verify(token);
    expect(jwks.reads).toBe(reads);
  });
});

const [header, payload, signature] = [0, 1, 2];
const part = (token: string, index: number) => token.split('.')[index] ?? '';

/** Forgeries that need nothing but a good token, or the published keys. */
const forgeries: readonly (readonly [name: string, forge: () => string | Promise<string>])[] = [
  [
    'alg none',
    () => `${encode({ alg: 'none', kid: 'key-1', typ: 'at+jwt' })}.${encode(goodClaims())}.`,
  ],
  [
    'alg None with some signature',
    () => `${encode({ alg: 'None', kid: 'key-1', typ: 'at+jwt' })}.${encode(goodClaims())}.AA`,
  ],
  ['a stripped signature', async () => (await sign(key)).replace(/[^.]*$/, '')],
  ['a missing signature', async () => (await sign(key)).replace(/\.[^.]*$/, '')],
  [
    'tampered claims',
    async () => {
      const token = await sign(key);
      return `${part(token, header)}.${encode({ ...goodClaims(), sub: 'customer-2' })}.${part(token, signature)}`;
    },
  ],
  [
    'a tampered header',
    async () => {
      const token = await sign(key);
      return `${encode({ alg: 'EdDSA', kid: 'key-1', typ: 'at+jwt', x: 1 })}.${part(token, payload)}.${part(token, signature)}`;
    },
  ],
  [
    'a tampered signature',
    async () => {
      const token = await sign(key);
      return `${part(token, header)}.${part(token, payload)}.${'A'.repeat(86)}`;
    },
  ],
  [
    'HS256 with the public key as secret',
    () => hmacToken({ alg: 'HS256', kid: 'key-1', typ: 'at+jwt' }, key.publicPem),
  ],
  [
    'HS256 with the public JWK as secret',
    () => hmacToken({ alg: 'HS256', kid: 'key-1', typ: 'at+jwt' }, JSON.stringify(key.publicJwk)),
  ],
  ['an algorithm that the issuer is not trusted with', () => sign(rsaKey)],
  ['another key under a known id', () => sign(foreignKey)],
  ['a key id that is a path', () => sign(foreignKey, {}, { kid: '../../../../dev/null' })],
  ['a key id that is SQL', () => sign(foreignKey, {}, { kid: "' UNION SELECT 'x" })],
  ['no key id', () => sign(key, {}, { kid: undefined })],
  ['an empty key id', () => sign(key, {}, { kid: '' })],
  ['a key of its own (jwk)', () => sign(foreignKey, {}, { jwk: foreignKey.publicJwk })],
  ['a key of its own beside a good signature', () => sign(key, {}, { jwk: key.publicJwk })],
  [
    'a key set of its own (jku)',
    () => sign(foreignKey, {}, { jku: 'https://evil.example/jwks.json' }),
  ],
  ['a certificate of its own (x5u)', () => sign(key, {}, { x5u: 'https://evil.example/cert.pem' })],
  ['a critical extension', () => sign(key, {}, { crit: ['x-odd'], 'x-odd': true })],
  ['expired a minute ago', () => sign(key, { iat: now() - 360, exp: now() - 60 })],
  ['no exp', () => sign(key, { exp: undefined })],
  [
    'an exp that is text',
    () => sign(key, { exp: '9999999999' }).catch(() => unsigned({ exp: '9999999999' })),
  ],
  ['not valid before a minute from now', () => sign(key, { nbf: now() + 60 })],
  ['issued a minute from now', () => sign(key, { iat: now() + 60 })],
  ['no iat', () => sign(key, { iat: undefined })],
  ['another audience', () => sign(key, { aud: 'another-graph' })],
  ['no audience', () => sign(key, { aud: undefined })],
  ['an unknown issuer', () => sign(key, { iss: 'https://evil.example' })],
  ['no issuer', () => sign(key, { iss: undefined })],
  ['the key of another trusted issuer', () => sign(staffKey)],
  ['no store', () => sign(key, { store_id: undefined })],
  ['an empty store', () => sign(key, { store_id: '' })],
  ['a store that is not text', () => sign(key, { store_id: { not: '' } })],
  ['no subject', () => sign(key, { sub: undefined })],
  ['no token id', () => sign(key, { jti: undefined })],
  ['a refresh token that is a JWT', () => sign(key, {}, { typ: 'rt+jwt' })],
  ['no type', () => sign(key, {}, { typ: undefined })],
  ['an id token', () => sign(key, {}, { typ: 'JWT' })],
  ['an opaque refresh token', () => 'k3Jx0pYwQeHc6mJr8sTbV2nZ'],
  [
    'a customer issuer that claims staff',
    () => sign(key, { kind: 'staff', permissions: ['customers:write'] }),
  ],
  ['a customer with permissions', () => sign(key, { permissions: ['customers:write'] })],
  [
    'a staff issuer that claims to be a service',
    () => sign(staffKey, { iss: staffIssuer, kind: 'service' }),
  ],
  ['an unknown kind', () => sign(key, { kind: 'root' })],
  [
    'claims that are a list',
    () => `${encode({ alg: 'EdDSA', kid: 'key-1', typ: 'at+jwt' })}.${encode([1])}.AA`,
  ],
  [
    'claims that are not JSON',
    () => `${encode({ alg: 'EdDSA', kid: 'key-1', typ: 'at+jwt' })}.AAAA.AA`,
  ],
  ['a header that is not JSON', () => 'AAAA.AAAA.AAAA'],
  ['five parts', () => 'a.b.c.d.e'],
  ['more than 8 kB', () => sign(key, { padding: 'x'.repeat(9_000) })],
];

function unsigned(claims: Record<string, unknown>): string {
  return `${encode({ alg: 'EdDSA', kid: 'key-1', typ: 'at+jwt' })}.${encode({ ...goodClaims(), ...claims })}.AA`;
}

describe('a forged token is refused', () => {
  it.each(forgeries)('%s', async (_name, forge) => {
    await expect(verify(await forge())).rejects.toBeInstanceOf(InvalidTokenError);
  });

  it.each([
    '',
    'Bearer',
    'Bearer ',
    'Basic YTpi',
    'Bearer  a.b.c',
    'a.b.c',
    'Bearer a.b.c, Bearer d.e.f',
  ])('an Authorization header of %j', async (value) => {
    await expect(verifier.verify(value)).rejects.toBeInstanceOf(InvalidTokenError);
  });
});

describe('a token that was believed', () => {
  it('is not any more once it has expired', async () => {
    const token = await sign(key, { iat: now() - 300, exp: now() - 4 });
    const principal = await verify(token);
    expect(principal.id).toBe('customer-1');
    await expect
      .poll(
        () =>
          verify(token).then(
            () => 'believed',
            (error: unknown) => error,
          ),
        { timeout: 5_000 },
      )
      .toBeInstanceOf(InvalidTokenError);
  });
});

describe('an issuer that was never reachable', () => {
  it('is told apart from a bad token', async () => {
    const unreachable = createTokenVerifier({
      audience,
      issuers: [{ issuer, jwksUrl: 'http://127.0.0.1:1/jwks.json', kind: 'customer' }],
    });
    await expect(unreachable.verify(`Bearer ${await sign(key)}`)).rejects.toBeInstanceOf(
      KeysUnavailableError,
    );
  });
});
