import { prepareLeaving } from '@customer-graph/stop';
import { PreparedOperation } from '@customer-graph/plan-executor';
import { createTokenVerifier } from '@customer-graph/trust';
import { subgraphUrlKey, type GatewayConfig } from './config.ts';
import { createApolloServer } from './graph/apollo-server.ts';
import { createCompleteAnswer } from './execution/complete-answer.ts';
import { createDocuments } from './documents/documents.ts';
import { readManifest } from './documents/manifest.ts';
import { registerExplorer } from './explorer/explorer.ts';
import { createGraph } from './graph/graph.ts';
import { identify, refuseUnverified } from './http/authenticate.ts';
import { limitRate } from './http/rate-limit.ts';
import { registerGraphQLRoute } from './http/graphql-route.ts';
import { registerHealthRoutes } from './http/health.ts';
import { createServer } from './http/server.ts';
import type { Prepare } from './operations/operations.ts';
import { forwardingOf, wantedHeaders } from './subgraph/forwarding.ts';
import { createSubgraphClient } from './subgraph/subgraph-client.ts';
import { createSubgraphRegistry } from './subgraph/subgraph-registry.ts';
import { trafficShapingOf } from './subgraph/traffic-shaping.ts';
import { createLog } from './telemetry/log.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { reportRequests } from './telemetry/request-log.ts';
import { createUsageRecorder } from './usage/usage-recorder.ts';
import { usageTarget } from './usage/usage-target.ts';
import type { ListedSubgraph } from './supergraph/load-graph.ts';

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
  const { log, stop: stopLog } = createLog(config.logLevel);
  const metrics = createMetrics();
  const stopTracing = config.traceEndpoint && (await trace(config.traceEndpoint));
  const [secret = ''] = config.internalSecrets;
  const urlOf = ({ name, url }: ListedSubgraph) => config.subgraphUrls[subgraphUrlKey(name)] ?? url;
  const registry = createSubgraphRegistry(
    (name, url) =>
      createSubgraphClient({
        name,
        url,
        secret,
        traffic: trafficShapingOf(config.traffic, name),
        forwarding: forwardingOf(config.forwarding, name),
        onCall: (report) => {
          metrics.subgraphCall(report);
          if (report.outcome === 'failed')
            log.warn({ ...report, cause: causeOf(report.cause) }, 'subgraph call failed');
        },
        onBreaker: (service, state) => {
          // It has left the graph, and only finishes what runs.
          if (registry.get(service)?.url !== url) return;
          metrics.breaker(service, state);
          log.warn({ service, state }, 'breaker changed');
        },
      }),
    urlOf,
    config.requestTimeout,
  );
  const graph = createGraph({
    path: config.supergraphPath,
    pollInterval: config.supergraphPollInterval,
    registry,
    urlOf,
    prepare: await preparer(config.planExecutor),
    operationBytes: config.operationBytes,
    limits: config.limits,
    introspection: config.introspection,
    hideSuggestions: config.production,
    overrideLabels: config.overrideLabels,
    tracing: config.traceEndpoint !== undefined,
    log,
    onReload: metrics.reload,
    onPlanLookup: metrics.plan,
  });
  const complete = createCompleteAnswer({
    maxErrors: config.limits.errors,
    showCost: !config.production,
  });
  const apollo = createApolloServer({ production: config.production, graph, complete });
  await apollo.start();

  const verifier = createTokenVerifier({
    issuers: config.trustedIssuers,
    audience: config.tokenAudience,
  });
  const usage =
    config.usage &&
    createUsageRecorder({
      ...config.usage,
      target: await usageTarget(config.usage.target),
      schema: () => graph.schema,
      log,
      onWrite: metrics.usageWrite,
      onOverflow: metrics.usageOverflow,
    });
  const { documentManifestPath: path } = config;
  const app = await createServer({
    log,
    bodyLimit: config.limits.body,
    corsOrigins: config.production ? config.corsOrigins : [...config.corsOrigins, sandboxOrigin],
    trustProxy: config.trustProxy,
    transport: config.transport,
  });
  const leaving = prepareLeaving(app, config.stopNotice);
  reportRequests(app, metrics, config.documentMode);
  registerHealthRoutes(app, { registry, graph, stopping: () => leaving.begun });
  registerGraphQLRoute(app, {
    apollo,
    // A caller is counted before its token is refused: guessing tokens is bounded too.
    guards: [identify(verifier), limitRate(config.rateLimit), refuseUnverified],
    documents: createDocuments({
      mode: config.documentMode,
      manifest: path === undefined ? new Map() : await readManifest(path),
      automatic: !config.production,
      textOf: graph.textOf,
    }),
    graph,
    complete,
    direct: config.planExecutor === 'compiled',
    showPlans: !config.production,
    requestTimeout: config.requestTimeout,
    requestHeaders: wantedHeaders(config.forwarding),
    usage,
  });
  if (!config.production) registerExplorer(app, config.examplesPath, () => graph.schema);
  const address = await app.listen({ port: config.port, host: config.host });
  log.info({ address, supergraph: graph.supergraph.id }, 'listening');

  return {
    url: `${address}/graphql`,
    async stop() {
      const force = setTimeout(() => {
        app.server.closeAllConnections();
        registry.abort();
      }, drainTimeout);
      await leaving.begin();
      await app.close();
      await usage?.stop();
      await apollo.stop();
      await registry.close();
      clearTimeout(force);
      metrics.stop();
      if (stopTracing) await stopTracing();
      stopLog();
    },
  };
}

// Loaded only when it is wanted: Apollo's gateway takes a good part of a second, and of the memory.
async function preparer(executor: GatewayConfig['planExecutor']): Promise<Prepare> {
  if (executor === 'compiled') return (...operation) => new PreparedOperation(...operation);
  const { ApolloOperation } = await import('./execution/apollo-operation.ts');
  return (...operation) => new ApolloOperation(...operation);
}

// The same.
async function trace(endpoint: string): Promise<() => Promise<void>> {
  const { startTracing } = await import('@customer-graph/tracing');
  return startTracing('gateway', endpoint);
}

/** Enough to find the fault; an answer's text may hold what must not be logged. */
function causeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown';
  return 'code' in cause
    ? `${cause.name} ${String(cause.code)}`
    : `${cause.name}: ${cause.message}`;
}
