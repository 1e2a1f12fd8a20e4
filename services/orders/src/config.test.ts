import { ConfigError, readEnvironment } from '@customer-graph/subgraph';
import { expect, it } from 'vitest';
import { environment } from './config.ts';

const secret = 'a secret of at least thirty-two characters';
const complete = {
  DATABASE_URL: 'postgres://localhost/orders',
  INTERNAL_SECRETS: secret,
  TRUSTED_ISSUERS:
    '[{"issuer":"https://staff.test","jwksUrl":"https://staff.test/keys","kind":"staff"}]',
  STORES: '[{"id":"demo","linkBase":"https://shop.example","mailFrom":"shop@shop.example"}]',
  CUSTOMERS_URL: 'http://127.0.0.1:4001',
  GUEST_TOKEN_SECRETS: `${secret},${secret} too`,
  MAIL_DIR: '/var/mail/out',
};

it('needs no more than what it cannot guess', () => {
  expect(readEnvironment(environment, complete)).toMatchObject({
    PORT: 4002,
    HOST: '127.0.0.1',
    GUEST_TOKEN_SECRETS: [secret, `${secret} too`],
  });
});

it('names all faults together', () => {
  const faulty = {
    ...complete,
    CUSTOMERS_URL: 'customers',
    GUEST_TOKEN_SECRETS: 'short',
    MAIL_DIR: undefined,
  };
  const read = () => readEnvironment(environment, faulty);
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(/CUSTOMERS_URL/);
  expect(read).toThrow(/GUEST_TOKEN_SECRETS.*32 characters/);
  expect(read).toThrow(/set SMTP_URL to send mails, or MAIL_DIR/);
});
