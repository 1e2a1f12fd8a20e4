import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../../infra/local/src/child.ts';
import { stores } from '../../infra/local/src/environments.ts';
import { freePorts } from '../../infra/local/src/ports.ts';
import type { Graph } from '../../infra/local/src/graph.ts';
import { audience, customerIssuer, trustedIssuers } from '../../infra/local/src/issuers.ts';
import { ensureSecrets, type Secrets } from '../../infra/local/src/secrets.ts';
import { startTemporaryGraph } from '../../infra/local/src/temporary-graph.ts';

/** The product as it runs in production, over real databases, with what the peers need to join it. */
export interface System {
  readonly graph: Graph;
  readonly secrets: Secrets;
  /** What every process of the product is told. */
  readonly environment: Readonly<Record<string, string>>;
  /** Writes the committed supergraph with other URLs. @returns the file */
  supergraph(name: string, urls: Readonly<Record<string, string>>): Promise<string>;
}

export const modules = ['customers', 'orders', 'loyalty'];
/** Every request comes from one caller here. The limiter stays on, for it costs time. */
export const production = { NODE_ENV: 'production', RATE_LIMIT_PER_MINUTE: '1000000000' };

const productionStores = JSON.stringify(
  stores.map((id) => ({
    id,
    linkBase: `https://${id}.example.com`,
    mailFrom: `no-reply@${id}.example.com`,
  })),
);

/** @param extra environment of single processes */
export async function startSystem(
  extra: (name: string) => Readonly<Record<string, string>> = () => ({}),
): Promise<System> {
  const graph = await startTemporaryGraph({
    overrides: Object.fromEntries(
      ['gateway', ...modules].map((name) => [
        name,
        { ...production, STORES: productionStores, ...extra(name) },
      ]),
    ),
  });
  const secrets = await ensureSecrets(graph.dataDir, modules);
  const issuers = await trustedIssuers(graph.dataDir, secrets, graph.serviceUrl('customers'));
  const committed = await readFile(path.join(root, 'gateway/supergraph.graphql'), 'utf8');
  return {
    graph,
    secrets,
    environment: {
      ...production,
      HOST: '127.0.0.1',
      INTERNAL_SECRETS: secrets.internal,
      TRUSTED_ISSUERS: JSON.stringify(issuers),
      TOKEN_AUDIENCE: audience,
    },
    async supergraph(name, urls) {
      const text = committed.replace(
        /@join__graph\(name: "(\w+)", url: "[^"]*"\)/g,
        (_, module: string) => `@join__graph(name: "${module}", url: "${urls[module] ?? ''}")`,
      );
      const file = path.join(graph.dataDir, `${name}.graphql`);
      await writeFile(file, text);
      return file;
    },
  };
}

/** The environment of a module's service, for programs that serve the same module otherwise. */
export function moduleEnvironment(system: System, module: string): Record<string, string> {
  const { graph, secrets, environment } = system;
  return {
    ...environment,
    DATABASE_URL: graph.databaseUrl(module),
    STORES: productionStores,
    MAIL_DIR: graph.mailDir,
    PRIVACY_MODULES: 'none',
    CUSTOMERS_URL: graph.serviceUrl('customers'),
    ORDERS_URL: graph.serviceUrl('orders'),
    GUEST_TOKEN_SECRETS: secrets.guestTokens,
    SIGNING_KEYS: JSON.stringify({ keys: [secrets.keys.customer] }),
    TOKEN_ISSUER: customerIssuer,
  };
}

/** A port that is free now. */
export const freePort = (): Promise<number> => freePorts(1);
