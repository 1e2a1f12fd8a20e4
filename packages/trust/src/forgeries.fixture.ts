import {
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
import type { TrustedIssuer } from './token-verifier.ts';

export interface ForgeryKeys {
  /** Published by the issuer of customers. */
  readonly key: TestKey;
  /** Published by the issuer of staff. */
  readonly staffKey: TestKey;
  /** Published by nobody, under the id of `key`. */
  readonly foreignKey: TestKey;
  /** Published by the issuer of customers, for an algorithm that it is not trusted with. */
  readonly rsaKey: TestKey;
}

/** Issuers of real keys, and what forgers have of them. */
export interface ForgeryIssuers {
  readonly keys: ForgeryKeys;
  /** Where the issuer of customers publishes its keys. */
  readonly jwks: JwksServer;
  readonly trusted: readonly TrustedIssuer[];
  /** Tokens that nothing is wrong with, to prove that the others are refused for what is. */
  customerToken(claims?: Record<string, unknown>): Promise<string>;
  staffToken(claims?: Record<string, unknown>): Promise<string>;
  stop(): Promise<void>;
}

const staffIssuer = 'https://staff.test';

export async function startForgeryIssuers(): Promise<ForgeryIssuers> {
  const [key, staffKey, foreignKey, rsaKey] = await Promise.all([
    createKey('key-1'),
    createKey('staff-1'),
    createKey('key-1'),
    createKey('rsa-1', 'RS256'),
  ]);
  const jwks = await startJwksServer([key.publicJwk, rsaKey.publicJwk]);
  const staffJwks = await startJwksServer([staffKey.publicJwk]);
  return {
    keys: { key, staffKey, foreignKey, rsaKey },
    jwks,
    trusted: [
      { issuer, jwksUrl: jwks.url, kind: 'customer' },
      { issuer: staffIssuer, jwksUrl: staffJwks.url, kind: 'staff' },
    ],
    customerToken: (claims) => sign(key, claims),
    staffToken: (claims) => sign(staffKey, { iss: staffIssuer, kind: 'staff', ...claims }),
    stop: async () => {
      await Promise.all([jwks.stop(), staffJwks.stop()]);
    },
  };
}

const [header, payload, signature] = [0, 1, 2];
const part = (token: string, index: number) => token.split('.')[index] ?? '';

/** Tokens of {@link startForgeryIssuers} that must not be believed, by what is wrong with them. */
export const forgeries: readonly (readonly [
  name: string,
  forge: (keys: ForgeryKeys) => string | Promise<string>,
])[] = [
  [
    'alg none',
    () => `${encode({ alg: 'none', kid: 'key-1', typ: 'at+jwt' })}.${encode(goodClaims())}.`,
  ],
  [
    'alg None with some signature',
    () => `${encode({ alg: 'None', kid: 'key-1', typ: 'at+jwt' })}.${encode(goodClaims())}.AA`,
  ],
  ['a stripped signature', async ({ key }) => (await sign(key)).replace(/[^.]*$/, '')],
  ['a missing signature', async ({ key }) => (await sign(key)).replace(/\.[^.]*$/, '')],
  [
    'tampered claims',
    async ({ key }) => {
      const token = await sign(key);
      return `${part(token, header)}.${encode({ ...goodClaims(), sub: 'customer-2' })}.${part(token, signature)}`;
    },
  ],
  [
    'a tampered header',
    async ({ key }) => {
      const token = await sign(key);
      return `${encode({ alg: 'EdDSA', kid: 'key-1', typ: 'at+jwt', x: 1 })}.${part(token, payload)}.${part(token, signature)}`;
    },
  ],
  [
    'a tampered signature',
    async ({ key }) => {
      const token = await sign(key);
      return `${part(token, header)}.${part(token, payload)}.${'A'.repeat(86)}`;
    },
  ],
  [
    'HS256 with the public key as secret',
    ({ key }) => hmacToken({ alg: 'HS256', kid: 'key-1', typ: 'at+jwt' }, key.publicPem),
  ],
  [
    'HS256 with the public JWK as secret',
    ({ key }) =>
      hmacToken({ alg: 'HS256', kid: 'key-1', typ: 'at+jwt' }, JSON.stringify(key.publicJwk)),
  ],
  ['an algorithm that the issuer is not trusted with', ({ rsaKey }) => sign(rsaKey)],
  ['another key under a known id', ({ foreignKey }) => sign(foreignKey)],
  [
    'a key id that is a path',
    ({ foreignKey }) => sign(foreignKey, {}, { kid: '../../../../dev/null' }),
  ],
  ['a key id that is SQL', ({ foreignKey }) => sign(foreignKey, {}, { kid: "' UNION SELECT 'x" })],
  ['no key id', ({ key }) => sign(key, {}, { kid: undefined })],
  ['an empty key id', ({ key }) => sign(key, {}, { kid: '' })],
  [
    'a key of its own (jwk)',
    ({ foreignKey }) => sign(foreignKey, {}, { jwk: foreignKey.publicJwk }),
  ],
  ['a key of its own beside a good signature', ({ key }) => sign(key, {}, { jwk: key.publicJwk })],
  [
    'a key set of its own (jku)',
    ({ foreignKey }) => sign(foreignKey, {}, { jku: 'https://evil.example/jwks.json' }),
  ],
  [
    'a certificate of its own (x5u)',
    ({ key }) => sign(key, {}, { x5u: 'https://evil.example/cert.pem' }),
  ],
  ['a critical extension', ({ key }) => sign(key, {}, { crit: ['x-odd'], 'x-odd': true })],
  ['expired a minute ago', ({ key }) => sign(key, { iat: now() - 360, exp: now() - 60 })],
  ['no exp', ({ key }) => sign(key, { exp: undefined })],
  [
    'an exp that is text',
    ({ key }) => sign(key, { exp: '9999999999' }).catch(() => unsigned({ exp: '9999999999' })),
  ],
  ['not valid before a minute from now', ({ key }) => sign(key, { nbf: now() + 60 })],
  ['issued a minute from now', ({ key }) => sign(key, { iat: now() + 60 })],
  ['no iat', ({ key }) => sign(key, { iat: undefined })],
  ['another audience', ({ key }) => sign(key, { aud: 'another-graph' })],
  ['no audience', ({ key }) => sign(key, { aud: undefined })],
  ['an unknown issuer', ({ key }) => sign(key, { iss: 'https://evil.example' })],
  ['no issuer', ({ key }) => sign(key, { iss: undefined })],
  ['the key of another trusted issuer', ({ staffKey }) => sign(staffKey)],
  ['no store', ({ key }) => sign(key, { store_id: undefined })],
  ['an empty store', ({ key }) => sign(key, { store_id: '' })],
  ['a store that is not text', ({ key }) => sign(key, { store_id: { not: '' } })],
  ['no subject', ({ key }) => sign(key, { sub: undefined })],
  ['no token id', ({ key }) => sign(key, { jti: undefined })],
  ['a refresh token that is a JWT', ({ key }) => sign(key, {}, { typ: 'rt+jwt' })],
  ['no type', ({ key }) => sign(key, {}, { typ: undefined })],
  ['an id token', ({ key }) => sign(key, {}, { typ: 'JWT' })],
  ['an opaque refresh token', () => 'k3Jx0pYwQeHc6mJr8sTbV2nZ'],
  [
    'a customer issuer that claims staff',
    ({ key }) => sign(key, { kind: 'staff', permissions: ['customers:write'] }),
  ],
  ['a customer with permissions', ({ key }) => sign(key, { permissions: ['customers:write'] })],
  [
    'a staff issuer that claims to be a service',
    ({ staffKey }) => sign(staffKey, { iss: staffIssuer, kind: 'service' }),
  ],
  ['an unknown kind', ({ key }) => sign(key, { kind: 'root' })],
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
  ['more than 8 kB', ({ key }) => sign(key, { padding: 'x'.repeat(9_000) })],
];

function unsigned(claims: Record<string, unknown>): string {
  return `${encode({ alg: 'EdDSA', kid: 'key-1', typ: 'at+jwt' })}.${encode({ ...goodClaims(), ...claims })}.AA`;
}

/** Authorization headers that hold no token at all. */
export const malformedAuthorizations = [
  '',
  'Bearer',
  'Bearer ',
  'Basic YTpi',
  'Bearer  a.b.c',
  'a.b.c',
  'Bearer a.b.c, Bearer d.e.f',
];
