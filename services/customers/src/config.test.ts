import { readEnvironment } from '@customer-graph/subgraph';
import { expect, it } from 'vitest';
import { environment } from './config.ts';

const valid = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://localhost/customers',
  INTERNAL_SECRETS: 'x'.repeat(32),
  TRUSTED_ISSUERS: '[{"issuer":"i","jwksUrl":"https://i.example/jwks","kind":"staff"}]',
  STORES: '[{"id":"demo","linkBase":"https://shop.example","mailFrom":"shop@shop.example"}]',
  PRIVACY_MODULES: 'none',
  SIGNING_KEYS: '{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"1","x":"x","d":"d"}]}',
  TOKEN_ISSUER: 'https://customers.example',
};

it('asks for a way to send mails in production only', () => {
  expect(() => readEnvironment(environment, valid)).toThrow('SMTP_URL: set SMTP_URL');
  expect(readEnvironment(environment, { ...valid, NODE_ENV: 'development' }).MAIL_DIR).toBe(
    '.data/mail',
  );
  const smtp = { ...valid, SMTP_URL: 'smtps://user:password@mail.example.com' };
  expect(readEnvironment(environment, smtp).SMTP_URL).toBe(smtp.SMTP_URL);
  expect(readEnvironment(environment, { ...valid, MAIL_DIR: '/mails' }).MAIL_DIR).toBe('/mails');
});

it('gives each store careful defaults', () => {
  const plain = { ...valid, NODE_ENV: 'development', STORES: '[{"id":"demo"}]' };
  const { STORES } = readEnvironment(environment, plain);
  expect(STORES).toEqual([
    {
      id: 'demo',
      passwordMinLength: 15,
      requireVerifiedEmail: true,
      erasureWaitDays: 14,
      linkBase: 'http://localhost:3000',
      mailFrom: 'no-reply@localhost.localdomain',
      defaultLanguage: 'en',
    },
  ]);
});

it('takes names of other modules and whether each is waited for, and assumes nothing without them', () => {
  const read = (modules: string) =>
    readEnvironment(environment, { ...valid, MAIL_DIR: '/mails', PRIVACY_MODULES: modules });
  expect(read('{"wishlists":"on","reviews":"off"}').PRIVACY_MODULES).toEqual({
    wishlists: 'on',
    reviews: 'off',
  });
  expect(read('none').PRIVACY_MODULES).toEqual({});
  const missing = { ...valid, MAIL_DIR: '/mails', PRIVACY_MODULES: undefined };
  expect(() => readEnvironment(environment, missing)).toThrow('PRIVACY_MODULES: is needed');
  for (const wrong of [
    '',
    '{}',
    '{"customers":"on"}',
    '{"wishlists":true}',
    '["wishlists"]',
    '{"":"on"}',
    'x',
  ])
    expect(() => read(wrong), wrong).toThrow('PRIVACY_MODULES');
});
