import type { TrustedIssuer } from '@customer-graph/trust';
import { audience, customerIssuer } from './issuers.ts';
import { personalDataModules } from './modules.ts';
import type { Secrets } from './secrets.ts';

/** The stores of a local graph. */
export const stores = ['demo', 'acme'];
/** The store whose customers the account area is for. */
const accountStore = 'demo';

export interface EnvironmentOptions {
  readonly secrets: Secrets;
  readonly issuers: readonly TrustedIssuer[];
  readonly modules: readonly string[];
  /** Of the gateway and of each module, by name. */
  readonly ports: Readonly<Record<string, number>>;
  readonly databaseUrls: Readonly<Record<string, string>>;
  readonly mailDir: string;
  readonly supergraph: string;
  /** What the user sets for single processes, over everything here. */
  readonly overrides: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export const loopback = (port: number | undefined) => `http://127.0.0.1:${port ?? 0}`;

/** How environment variables name a process: `my-module` is `MY_MODULE`. */
export const variableName = (name: string) => name.toUpperCase().replace(/[^A-Z0-9]/g, '_');

/** What every process of the graph is told. */
function shared({ secrets, issuers }: EnvironmentOptions): Record<string, string> {
  return {
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    INTERNAL_SECRETS: secrets.internal,
    TRUSTED_ISSUERS: JSON.stringify(issuers),
    TOKEN_AUDIENCE: audience,
  };
}

export function gatewayEnvironment(options: EnvironmentOptions): Record<string, string> {
  const urls = options.modules.map((name): [string, string] => [
    `SUBGRAPH_URL_${variableName(name)}`,
    `${loopback(options.ports[name])}/graphql`,
  ]);
  const own = options.overrides['gateway'];
  // An origin that the user adds must not shut out the account area.
  const origins = [accountOrigin(options), own?.['CORS_ORIGINS']].filter(Boolean);
  return {
    ...shared(options),
    PORT: String(options.ports['gateway']),
    SUPERGRAPH_PATH: options.supergraph,
    ...Object.fromEntries(urls),
    ...own,
    ...(origins.length > 0 && { CORS_ORIGINS: origins.join(',') }),
  };
}

/** Where the account area is served, if it is. */
const accountOrigin = ({ ports }: EnvironmentOptions): string | undefined =>
  ports['account'] === undefined ? undefined : loopback(ports['account']);

export function accountEnvironment({ ports }: EnvironmentOptions): Record<string, string> {
  return {
    PORT: String(ports['account']),
    GRAPHQL_URL: `${loopback(ports['gateway'])}/graphql`,
    STORE: accountStore,
  };
}

/** The links of mails lead to the account area where there is one. */
const storesOf = (name: string, options: EnvironmentOptions) =>
  stores.map((id) => {
    const linkBase = id === accountStore ? accountOrigin(options) : undefined;
    return { id, ...(linkBase && name === 'customers' && { linkBase }) };
  });

/** Which modules take part in privacy requests; those that do not run are not waited for. */
function privacyModules(running: readonly string[]): string {
  const states = personalDataModules.map((name) => [name, running.includes(name) ? 'on' : 'off']);
  return states.length === 0 ? 'none' : JSON.stringify(Object.fromEntries(states));
}

/** The same for every module, so that a new one needs nothing here; each reads what it knows. */
export function moduleEnvironment(
  name: string,
  options: EnvironmentOptions,
): Record<string, string> {
  const { secrets, modules, ports, databaseUrls, mailDir } = options;
  const others = modules
    .filter((other) => other !== name)
    .map((other): [string, string] => [`${variableName(other)}_URL`, loopback(ports[other])]);
  return {
    ...shared(options),
    PORT: String(ports[name]),
    DATABASE_URL: databaseUrls[name] ?? '',
    STORES: JSON.stringify(storesOf(name, options)),
    MAIL_DIR: mailDir,
    ...Object.fromEntries(others),
    ...(name === 'customers' && {
      SIGNING_KEYS: JSON.stringify({ keys: [secrets.keys.customer] }),
      TOKEN_ISSUER: customerIssuer,
      JWKS_URL: `${loopback(ports[name])}/.well-known/jwks.json`,
      PRIVACY_MODULES: privacyModules(modules),
    }),
    ...(name === 'orders' && { GUEST_TOKEN_SECRETS: secrets.guestTokens }),
    ...options.overrides[name],
  };
}
