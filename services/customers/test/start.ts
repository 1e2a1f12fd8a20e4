import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { exportJWK, generateKeyPair } from 'jose';
import pg from 'pg';
import { pino, type Logger } from 'pino';
import { migrateJobs } from '@customer-graph/jobs';
import { migrate, readEnvironment } from '@customer-graph/subgraph';
import {
  createSubgraphClient,
  createTestDatabase,
  createTestIssuers,
  internalSecret,
} from '@customer-graph/testing';
import { environment } from '../src/config.ts';
import { migrations } from '../src/migrations.ts';
import { createCustomersService } from '../src/service.ts';
import { createMailbox } from './mailbox.ts';

const issuer = 'https://customers.test';

export async function newSigningKey(kid: string) {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: 'EdDSA', use: 'sig' };
}
type SigningKey = Awaited<ReturnType<typeof newSigningKey>>;

export interface StartOptions {
  /** The first signs; those that verify are the public halves of all. */
  readonly signingKeys?: SigningKey[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Database to use instead of a new one. */
  readonly databaseUrl?: string;
  readonly log?: Logger;
  readonly stores?: object[];
}

const defaultStores = [
  { id: 'demo', name: 'Demo & Sons', linkBase: 'https://demo.example/shop' },
  { id: 'acme', passwordMinLength: 8, defaultLanguage: 'de' },
  { id: 'open', requireVerifiedEmail: false },
];

/** What the service needs to run: a database, keys, issuers that it trusts, a folder for mails. */
export async function prepareCustomers(options: StartOptions = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'customers-test-'));
  const database = options.databaseUrl
    ? { url: options.databaseUrl, drop: () => Promise.resolve() }
    : await createTestDatabase({
        template: 'customers',
        prepare: async (databaseUrl) => {
          await migrate({ databaseUrl, ...migrations });
          await migrateJobs(databaseUrl);
        },
      });
  const issuers = await createTestIssuers();
  const signingKeys = options.signingKeys ?? [await newSigningKey('test-1')];
  const published = path.join(folder, 'jwks.json');
  const keys = signingKeys.map(({ d: _secret, ...key }) => key);
  await writeFile(published, JSON.stringify({ keys }));
  const own = { issuer, jwksUrl: pathToFileURL(published).href, kind: 'customer' };
  // Instances on one database share its mails, whichever of them sends one.
  const mailDir = path.join(
    tmpdir(),
    `customers-mail-${path.basename(new URL(database.url).pathname)}`,
  );
  const connections = new pg.Pool({ connectionString: database.url, max: 2 });
  return {
    databaseUrl: database.url,
    authorize: issuers.authorize,
    mailbox: createMailbox(mailDir),
    environment: {
      NODE_ENV: 'test',
      PORT: '0',
      DATABASE_URL: database.url,
      INTERNAL_SECRETS: internalSecret,
      TRUSTED_ISSUERS: JSON.stringify([...issuers.trusted, own]),
      STORES: JSON.stringify(options.stores ?? defaultStores),
      SIGNING_KEYS: JSON.stringify({ keys: signingKeys }),
      TOKEN_ISSUER: issuer,
      MAIL_DIR: mailDir,
      PRIVACY_MODULES: 'none',
      ...options.environment,
    },
    /** Rows of a statement on the service's database: to look at, or to let time pass. */
    sql: async (text: string, values: unknown[] = []) =>
      (await connections.query<Record<string, unknown>>(text, values)).rows,
    remove: async () => {
      await connections.end();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
      if (!options.databaseUrl) await rm(mailDir, { recursive: true, force: true });
    },
  };
}

/** This service alone on a database of its own, as the real thing: HTTP, signatures, tokens, mails. */
export async function startCustomers(options: StartOptions = {}) {
  const { environment: env, remove, ...prepared } = await prepareCustomers(options);
  const config = readEnvironment(environment, env);
  const service = await createCustomersService(config, options.log ?? pino({ level: 'silent' }));
  return {
    ...prepared,
    url: service.url,
    query: createSubgraphClient(service.url, 'customers'),
    stop: async () => {
      await service.stop();
      await remove();
    },
  };
}
export type CustomersUnderTest = Awaited<ReturnType<typeof startCustomers>>;
