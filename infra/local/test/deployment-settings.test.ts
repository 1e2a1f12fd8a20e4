import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../../../gateway/src/config.ts';
import { subgraphs } from '../../../gateway/subgraphs.ts';
import { gatewayEnvironment, moduleEnvironment } from '../src/environments.ts';
import { allModules, modulePorts } from '../src/modules.ts';
import {
  describeProcess,
  environments,
  readComposition,
  readManifests,
  type ProcessEnvironment,
} from './deployments.ts';

const processes = [...allModules, 'gateway'];

type Settings = Readonly<Record<string, unknown>>;
const settings = z.record(z.string(), z.unknown());

/** What an environment means to the process that reads it: values after parsing, defaults included. */
const meaningOf = (name: string, environment: ProcessEnvironment): Settings =>
  settings.parse(environments.get(name)?.parse(environment) ?? { ...readConfig(environment) });

const anything = () => 'differs by nature';
const stores = z.array(z.looseObject({ id: z.string() }));
const issuers = z.array(z.object({ kind: z.string() }));

/** Settings that follow from where a process runs, and what of them must be the same nevertheless. */
const byPlace: Readonly<Record<string, (value: unknown) => unknown>> = {
  NODE_ENV: anything,
  HOST: anything,
  PORT: anything,
  DATABASE_URL: anything,
  INTERNAL_SECRETS: (value) => z.array(z.string()).parse(value).length > 0,
  GUEST_TOKEN_SECRETS: (value) => z.array(z.string()).parse(value).length > 0,
  SIGNING_KEYS: (value) => z.object({ keys: z.array(z.unknown()) }).parse(value).keys.length,
  TRUSTED_ISSUERS: (value) => issuers.parse(value).map(({ kind }) => kind),
  TOKEN_ISSUER: anything,
  JWKS_URL: anything,
  STORES: (value) =>
    stores.parse(value).map(({ linkBase: _link, mailFrom: _sender, ...store }) => store),
  SMTP_URL: anything,
  MAIL_DIR: anything,
  CUSTOMERS_URL: (value) => value !== undefined,
  ORDERS_URL: (value) => value !== undefined,
  // The gateway's, by the names that its configuration has.
  production: anything,
  port: anything,
  host: anything,
  internalSecrets: (value) => z.array(z.string()).parse(value).length > 0,
  trustedIssuers: (value) => issuers.parse(value).map(({ kind }) => kind),
  subgraphUrls: (value) => Object.keys(z.record(z.string(), z.string()).parse(value)).sort(),
  supergraphPath: (value) => path.basename(z.string().parse(value)),
  corsOrigins: anything,
  trustProxy: anything,
  // These follow from production unless they are set.
  introspection: anything,
  rateLimit: anything,
  stopNotice: anything,
};

/** Names of settings that mean different things in two environments of a process. */
function differences(one: Settings, other: Settings): string[] {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.filter((name) => {
    const essence = byPlace[name] ?? ((value: unknown) => value);
    return JSON.stringify(essence(one[name])) !== JSON.stringify(essence(other[name]));
  });
}

const key = { kty: 'OKP', crv: 'Ed25519', kid: '1', x: 'x', d: 'd' } as const;
const kinds = ['customer', 'staff', 'service'] as const;
const local = {
  secrets: {
    internal: 'x'.repeat(32),
    guestTokens: 'y'.repeat(32),
    databasePasswords: {},
    keys: { customer: key, staff: key, service: key },
  },
  issuers: kinds.map((kind) => ({ kind, issuer: kind, jwksUrl: 'https://issuer.example/keys' })),
  modules: allModules,
  ports: { gateway: 4000, ...modulePorts(4000, {}) },
  databaseUrls: Object.fromEntries(allModules.map((name) => [name, 'postgresql://db/name'])),
  mailDir: '/mail',
  supergraph: '/data/supergraph.graphql',
  overrides: {},
};
const localEnvironment = (name: string): ProcessEnvironment =>
  name === 'gateway' ? gatewayEnvironment(local) : moduleEnvironment(name, local);

const deployments = ['compose', 'kubernetes'] as const;
const deployed = new Map<string, ProcessEnvironment>();
const environmentOf = (deployment: string, name: string): ProcessEnvironment =>
  deployed.get(`${deployment} ${name}`) ?? {};

beforeAll(async () => {
  const { services } = await readComposition();
  const manifests = await readManifests();
  for (const name of processes) {
    deployed.set(`compose ${name}`, services[name]?.environment ?? {});
    deployed.set(`kubernetes ${name}`, (await describeProcess(manifests, name)).environment);
  }
});

describe.each(deployments)('%s', (deployment) => {
  it.each(processes)('means for %s what the local graph means, setting by setting', (name) => {
    const here = meaningOf(name, localEnvironment(name));
    expect(differences(here, meaningOf(name, environmentOf(deployment, name)))).toEqual([]);
  });

  it('waits for every module that the registry declares to hold personal data', () => {
    const { PRIVACY_MODULES: awaited } = meaningOf(
      'customers',
      environmentOf(deployment, 'customers'),
    );
    const declared = subgraphs.filter(
      ({ name, holdsPersonalData }) => name !== 'customers' && holdsPersonalData,
    );
    expect(awaited).toEqual(Object.fromEntries(declared.map(({ name }) => [name, 'on'])));
  });

  it('believes customers the issuer that the customers service signs as', () => {
    const { TOKEN_ISSUER } = environmentOf(deployment, 'customers');
    for (const name of processes) {
      const trusted = JSON.parse(environmentOf(deployment, name)['TRUSTED_ISSUERS'] ?? '[]');
      const own = z.array(z.object({ kind: z.string(), issuer: z.string() })).parse(trusted);
      expect(own.find(({ kind }) => kind === 'customer')?.issuer).toBe(TOKEN_ISSUER);
    }
  });

  it('says whose pages may call the gateway and which proxies it believes', () => {
    for (const name of ['CORS_ORIGINS', 'TRUST_PROXY'])
      expect(environmentOf(deployment, 'gateway')[name], name).toBeTruthy();
  });
});

it.each(processes)('both deployments state the same variables of %s', (name) => {
  const [one, other] = deployments.map((each) => Object.keys(environmentOf(each, name)).sort());
  expect(one).toEqual(other);
});

it.each([
  ['a module that is not waited for', 'PRIVACY_MODULES', '{"orders":"on"}'],
  [
    'an account that works before its address is verified',
    'STORES',
    { requireVerifiedEmail: false },
  ],
  ['an erasure without a time to cancel it', 'STORES', { erasureWaitDays: 0 }],
  ['more guesses of a password', 'LOGIN_ATTEMPTS_PER_ACCOUNT', '50'],
])('the comparison finds %s', (_what, variable, change) => {
  const complete = environmentOf('compose', 'customers');
  const listed = stores.parse(JSON.parse(complete['STORES'] ?? '[]'));
  const value =
    typeof change === 'string'
      ? change
      : JSON.stringify(listed.map((store) => ({ ...store, ...change })));
  const changed = meaningOf('customers', { ...complete, [variable]: value });
  expect(differences(meaningOf('customers', localEnvironment('customers')), changed)).toEqual([
    variable,
  ]);
});
