import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import type { CompleteAnswer } from '../execution/complete-answer.ts';
import { formatError } from '../execution/format-error.ts';
import { nameQueryPlan } from './name-query-plan.ts';
import { answerPlugin } from './answer-plugin.ts';
import { createGatewayInterface, type GatewayContext } from './apollo-gateway.ts';
import type { Graph } from './graph.ts';

export interface ApolloServerOptions {
  readonly graph: Graph;
  readonly production: boolean;
  readonly complete: CompleteAnswer;
}

/** Apollo Server with nothing on that is not named here: no reporting, no tracing, no cache hints, no own signals. */
export function createApolloServer(options: ApolloServerOptions): ApolloServer<GatewayContext> {
  const { production, graph } = options;
  return new ApolloServer<GatewayContext>({
    gateway: createGatewayInterface(graph, !production),
    nodeEnv: production ? 'production' : 'development',
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: production,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    // Documents are found, parsed and validated before, see operations.ts.
    persistedQueries: false,
    documentStore: null,
    stringifyResult: JSON.stringify,
    formatError,
    plugins: [
      answerPlugin(options.complete),
      nameQueryPlan,
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      production
        ? ApolloServerPluginLandingPageDisabled()
        : ApolloServerPluginLandingPageLocalDefault({
            embed: true,
            includeCookies: false,
            footer: false,
          }),
    ],
  });
}
