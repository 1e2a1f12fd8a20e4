import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  forgeries,
  malformedAuthorizations,
  startForgeryIssuers,
  type ForgeryIssuers,
} from './forgeries.fixture.ts';
import { audience, issuer, now } from './issuer.fixture.ts';
import { KeysUnavailableError } from './key-set.ts';
import { createTokenVerifier, InvalidTokenError, type TokenVerifier } from './token-verifier.ts';

let issuers: ForgeryIssuers;
let verifier: TokenVerifier;

beforeAll(async () => {
  issuers = await startForgeryIssuers();
  verifier = createTokenVerifier({ audience, issuers: issuers.trusted });
});
afterAll(() => issuers.stop());

const verify = (token: string) => verifier.verify(`Bearer ${token}`);

describe('a good token', () => {
  it('becomes a customer without permissions', async () => {
    expect(await verify(await issuers.customerToken({ sid: 'session-1' }))).toEqual({
      kind: 'customer',
      id: 'customer-1',
      storeId: 'demo',
      permissions: new Set(),
      sessionId: 'session-1',
    });
  });

  it('becomes staff with the permissions that it carries', async () => {
    const token = await issuers.staffToken({ permissions: ['orders:read'] });
    const principal = await verify(token);
    expect(principal).toMatchObject({ kind: 'staff', permissions: new Set(['orders:read']) });
  });

  it('is believed a second time without its keys being read again', async () => {
    const token = await issuers.customerToken();
    await verify(token);
    const { reads } = issuers.jwks;
    await verify(token);
    expect(issuers.jwks.reads).toBe(reads);
  });
});

describe('a forged token is refused', () => {
  it.each(forgeries)('%s', async (_name, forge) => {
    await expect(verify(await forge(issuers.keys))).rejects.toBeInstanceOf(InvalidTokenError);
  });

  it.each(malformedAuthorizations)('an Authorization header of %j', async (value) => {
    await expect(verifier.verify(value)).rejects.toBeInstanceOf(InvalidTokenError);
  });
});

describe('a token that was believed', () => {
  it('is not any more once it has expired', async () => {
    const token = await issuers.customerToken({ iat: now() - 300, exp: now() - 4 });
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
    await expect(
      unreachable.verify(`Bearer ${await issuers.customerToken()}`),
    ).rejects.toBeInstanceOf(KeysUnavailableError);
  });
});
