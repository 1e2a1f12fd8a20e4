import { createTokenVerifier } from '@customer-graph/trust';
import { pino } from 'pino';
import { subgraphUrlKey, type GatewayConfig } from './config.ts';
import { createApolloServer } from './graph/apollo-server.ts';
import { createGraph } from './graph/graph.ts';
import { registerGraphQLRoute } from './http/graphql-route.ts';
import { registerHealthRoutes } from './http/health.ts';
import { createServer } from './http/server.ts';
import { createAdmission } from './limits/admission.ts';
import { createSubgraphClient } from './subgraph/subgraph-client.ts';
import { createSubgraphRegistry } from './subgraph/subgraph-registry.ts';
import { trafficShapingOf } from './subgraph/traffic-shaping.ts';
import type { ListedSubgraph } from './supergraph/subgraph-list.ts';

export interface Gateway {
  /** Of the GraphQL endpoint. */
  readonly url: string;
  /** Stops being ready, lets running requests finish, closes everything. */
  stop(): Promise<void>;
}

// Apollo Sandbox runs in the developer's browser, on Apollo's site.
const sandboxOrigin = 'https://studio.apollographql.com';
// Shorter than the ten seconds after which orchestrators kill.
const drainTimeout = 8_000;

/** Starts the gateway; it serves even while subgraphs are down. */
export async function createGateway(config: GatewayConfig): Promise<Gateway> {
  const log = pino({ name: 'gateway', level: config.logLevel });
  const [secret = ''] = config.internalSecrets;
  const urlOf = ({ name, url }: ListedSubgraph) => config.subgraphUrls[subgraphUrlKey(name)] ?? url;
  const registry = createSubgraphRegistry(
    (name, url) =>
      createSubgraphClient({
        name,
        url,
        secret,
        traffic: trafficShapingOf(config.traffic, name),
        onBreaker: (service, state) => log.warn({ service, state }, 'breaker changed'),
      }),
    urlOf,
  );
  const { gateway, state } = createGraph({
    path: config.supergraphPath,
    pollInterval: config.supergraphPollInterval,
    registry,
    urlOf,
    exposeQueryPlans: !config.production,
    log,
  });
  const apollo = createApolloServer({ ...config, gateway });
  await apollo.start();

  let stopping = false;
  const app = await createServer({
    log,
    bodyLimit: config.limits.body,
    corsOrigins: config.production ? config.corsOrigins : [...config.corsOrigins, sandboxOrigin],
    trustProxy: config.trustProxy,
  });
  registerHealthRoutes(app, { registry, graph: state, stopping: () => stopping });
  registerGraphQLRoute(app, {
    apollo,
    verifier: createTokenVerifier({
      issuers: config.trustedIssuers,
      audience: config.tokenAudience,
    }),
    admission: createAdmission(config.limits, () => state.schema),
    requestTimeout: config.requestTimeout,
  });
  const address = await app.listen({ port: config.port, host: config.host });
  log.info({ address, supergraph: state.supergraph.id }, 'listening');

  return {
    url: `${address}/graphql`,
    async stop() {
      stopping = true;
      const force = setTimeout(() => app.server.closeAllConnections(), drainTimeout);
      await app.close();
      clearTimeout(force);
      await apollo.stop();
      await registry.close();
    },
  };
}
