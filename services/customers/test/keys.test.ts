import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeProtectedHeader } from 'jose';
import { newSigningKey, startCustomers, type CustomersUnderTest } from './start.ts';
import { createStorefront } from './storefront.ts';

let first: CustomersUnderTest;
let oldKey: Awaited<ReturnType<typeof newSigningKey>>;
let newKey: Awaited<ReturnType<typeof newSigningKey>>;
beforeAll(async () => {
  [oldKey, newKey] = [await newSigningKey('2026-01'), await newSigningKey('2026-02')];
  first = await startCustomers({ signingKeys: [oldKey] });
});
afterAll(() => first.stop());

const me = async (instance: CustomersUnderTest, authorization: string) => {
  const answer = await instance.query('{ me { email } }', { authorization });
  return answer.errors?.[0]?.extensions?.code ?? answer.data;
};

it('moves to a new key in three restarts without a customer noticing', async () => {
  const known = { me: { email: 'keys@example.com' } };
  const { authorization: byOld } = await createStorefront(first).newCustomer('keys@example.com');
  const restart = (signingKeys: (typeof oldKey)[]) =>
    startCustomers({ signingKeys, databaseUrl: first.databaseUrl });

  const published = await restart([oldKey, newKey]);
  expect(await me(published, byOld)).toEqual(known);
  await published.stop();

  const signing = await restart([newKey, oldKey]);
  const { authorization: byNew } = await createStorefront(signing).signIn('keys@example.com');
  expect(decodeProtectedHeader(byNew.slice('Bearer '.length)).kid).toBe('2026-02');
  expect(await me(signing, byOld)).toEqual(known);
  expect(await me(signing, byNew)).toEqual(known);
  await signing.stop();

  const retired = await restart([newKey]);
  expect(await me(retired, byNew)).toEqual(known);
  expect(await me(retired, byOld)).toBe('UNAUTHENTICATED');
  await retired.stop();
});

it('publishes the public halves of its keys only', async () => {
  const answer = await fetch(`${first.url}/.well-known/jwks.json`);
  expect(answer.headers.get('cache-control')).toContain('max-age');
  expect(await answer.json()).toEqual({
    keys: [{ kty: 'OKP', crv: 'Ed25519', x: oldKey.x, kid: '2026-01', use: 'sig', alg: 'EdDSA' }],
  });
});

it('tells where its keys are', async () => {
  const answer = await fetch(`${first.url}/.well-known/openid-configuration`);
  expect(await answer.json()).toMatchObject({
    issuer: 'https://customers.test',
    jwks_uri: 'https://customers.test/.well-known/jwks.json',
  });
});
