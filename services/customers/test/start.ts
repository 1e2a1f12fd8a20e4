import { fileURLToPath } from 'node:url';
import { generateKeyPair, exportJWK } from 'jose';
import { pino } from 'pino';
import { migrate, readEnvironment } from '@customer-graph/subgraph';
import {
  createSubgraphClient,
  createTestDatabase,
  createTestIssuers,
  internalSecret,
} from '@customer-graph/testing';
import { environment } from '../src/config.ts';
import { createCustomersService } from '../src/service.ts';

const migrationsDir = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** This service alone on a database of its own, as the real thing: HTTP, signatures, tokens. */
export async function startCustomers() {
  const database = await createTestDatabase({
    template: 'customers',
    prepare: (databaseUrl) => migrate({ databaseUrl, migrationsDir }),
  });
  const issuers = await createTestIssuers();
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const signingKey = { ...(await exportJWK(privateKey)), kid: 'test-1' };
  const config = readEnvironment(environment, {
    NODE_ENV: 'test',
    PORT: '0',
    DATABASE_URL: database.url,
    INTERNAL_SECRETS: internalSecret,
    TRUSTED_ISSUERS: JSON.stringify(issuers.trusted),
    STORES: JSON.stringify([{ id: 'demo' }, { id: 'acme' }]),
    SIGNING_KEYS: JSON.stringify({ keys: [signingKey] }),
    TOKEN_ISSUER: 'https://customers.test',
  });
  const service = await createCustomersService(config, pino({ level: 'silent' }));
  return {
    url: service.url,
    databaseUrl: database.url,
    authorize: issuers.authorize,
    query: createSubgraphClient(service.url, 'customers'),
    stop: async () => {
      await service.stop();
      await database.drop();
    },
  };
}
export type CustomersUnderTest = Awaited<ReturnType<typeof startCustomers>>;
