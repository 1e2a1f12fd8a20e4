import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  audience,
  createKey,
  issuer,
  sign,
  startJwksServer,
  type JwksServer,
  type TestKey,
} from './issuer.fixture.ts';
import { createTokenVerifier, InvalidTokenError } from './token-verifier.ts';

let oldKey: TestKey;
let newKey: TestKey;
let jwks: JwksServer;

beforeEach(async () => {
  [oldKey, newKey] = await Promise.all([createKey('old'), createKey('new')]);
  jwks = await startJwksServer([oldKey.publicJwk]);
});
afterEach(() => jwks.stop());

const createVerifier = (keyCooldown: number, keyMaxAge?: number) => {
  const verifier = createTokenVerifier({
    audience,
    issuers: [{ issuer, jwksUrl: jwks.url, kind: 'customer' }],
    keyCooldown,
    keyMaxAge,
  });
  return (token: string) => verifier.verify(`Bearer ${token}`);
};

describe('key rotation', () => {
  it('believes old and new keys once the new one is published', async () => {
    const verify = createVerifier(0);
    await verify(await sign(oldKey));
    jwks.keys = [newKey.publicJwk, oldKey.publicJwk];
    await verify(await sign(newKey));
    await verify(await sign(oldKey));
  });

  it('finds a new key by itself, once the cooldown is over', async () => {
    const verify = createVerifier(50);
    await verify(await sign(oldKey));
    jwks.keys = [newKey.publicJwk, oldKey.publicJwk];
    const { reads } = jwks;
    await expect
      .poll(async () =>
        verify(await sign(newKey)).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    expect(jwks.reads).toBe(reads + 1);
  });

  it('reads the keys once for many tokens of a new key at the same time, and believes them all', async () => {
    const verify = createVerifier(0);
    await verify(await sign(oldKey));
    jwks.keys = [newKey.publicJwk];
    const tokens = await Promise.all(
      Array.from({ length: 50 }, () => sign(newKey, { jti: randomUUID() })),
    );
    await Promise.all(tokens.map(verify));
    expect(jwks.reads).toBe(2);
  });

  it('refuses the tokens of a key that was removed, also those that were believed before', async () => {
    const verify = createVerifier(0);
    const old = await sign(oldKey);
    await verify(old);
    jwks.keys = [newKey.publicJwk];
    await verify(await sign(newKey));
    await expect(verify(old)).rejects.toBeInstanceOf(InvalidTokenError);
    await expect(verify(await sign(oldKey, { jti: 'another' }))).rejects.toBeInstanceOf(
      InvalidTokenError,
    );
  });

  it('notices that a key was removed also when only tokens come that were believed before', async () => {
    const verify = createVerifier(0, 20);
    const old = await sign(oldKey);
    await verify(old);
    jwks.keys = [newKey.publicJwk];
    await expect
      .poll(
        () =>
          verify(old).then(
            () => 'believed',
            (error: unknown) => error,
          ),
        { timeout: 15_000 },
      )
      .toBeInstanceOf(InvalidTokenError);
  });
});

describe('a flood of unknown key ids', () => {
  it('reads the keys at most once per cooldown', async () => {
    const verify = createVerifier(60_000);
    await verify(await sign(oldKey));
    const forged = await Promise.all(
      Array.from({ length: 200 }, () => sign(newKey, {}, { kid: randomUUID() })),
    );
    const outcomes = await Promise.allSettled(forged.map(verify));
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect(jwks.reads).toBe(1);
    await verify(await sign(oldKey, { jti: 'still good' }));
  });

  it('reads the keys once for 200 at the same time when the cooldown is over', async () => {
    const verify = createVerifier(0);
    await verify(await sign(oldKey));
    const forged = await Promise.all(
      Array.from({ length: 200 }, () => sign(newKey, {}, { kid: randomUUID() })),
    );
    await Promise.allSettled(forged.map(verify));
    expect(jwks.reads).toBe(2);
  });
});

describe('an issuer that goes down', () => {
  it('leaves its last good keys in use, for tokens seen before and for new ones', async () => {
    const verify = createVerifier(0);
    const seen = await sign(oldKey);
    await verify(seen);
    await jwks.stop();
    await verify(seen);
    await verify(await sign(oldKey, { jti: 'new' }));
    await expect(verify(await sign(newKey))).rejects.toBeInstanceOf(InvalidTokenError);
    await verify(await sign(oldKey, { jti: 'newer' }));
  });

  it('is asked again soon when it was down from the start', async () => {
    const verify = createVerifier(60_000);
    await jwks.stop();
    const token = await sign(oldKey);
    await expect(verify(token)).rejects.toThrow('no keys could be read');
    jwks = await startJwksServer([oldKey.publicJwk], Number(new URL(jwks.url).port));
    await expect
      .poll(
        () =>
          verify(token).then(
            () => true,
            () => false,
          ),
        { timeout: 3_000 },
      )
      .toBe(true);
  });

  it('is not believed when it publishes something that is no key set', async () => {
    const verify = createVerifier(0);
    await verify(await sign(oldKey));
    Object.assign(jwks, { keys: 'none' });
    await expect(verify(await sign(newKey))).rejects.toBeInstanceOf(InvalidTokenError);
    await verify(await sign(oldKey, { jti: 'still good' }));
  });
});
