import { expect, it } from 'vitest';
import { ConfigError, readEnvironment, subgraphEnvironment } from './config.ts';

const environment = {
  PORT: '4001',
  DATABASE_URL: 'postgres://role:word@127.0.0.1/database',
  INTERNAL_SECRETS: `${'a'.repeat(32)},${'b'.repeat(32)}`,
  TRUSTED_ISSUERS:
    '[{"issuer":"https://a.test","jwksUrl":"https://a.test/jwks.json","kind":"staff"}]',
};

it('reads a complete environment into typed values with safe presets', () => {
  const config = readEnvironment(subgraphEnvironment, environment);
  expect(config).toMatchObject({ PORT: 4001, HOST: '127.0.0.1', NODE_ENV: 'production' });
  expect(config.INTERNAL_SECRETS).toHaveLength(2);
});

it('names all faults at once', () => {
  const faulty = { ...environment, PORT: 'http', INTERNAL_SECRETS: 'short', TRUSTED_ISSUERS: '[' };
  expect(() => readEnvironment(subgraphEnvironment, faulty)).toThrow(ConfigError);
  expect(() => readEnvironment(subgraphEnvironment, faulty)).toThrow(
    /PORT: [^\n]*\nINTERNAL_SECRETS[^\n]*32 characters\nTRUSTED_ISSUERS: is not JSON/,
  );
});
