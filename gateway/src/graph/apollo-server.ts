import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import type { Limits } from '../limits/limits.ts';
import { answerPlugin } from './answer-plugin.ts';
import type { GatewayContext } from './call-context.ts';
import type { CompleteAnswer } from './complete-answer.ts';
import { createDocumentStore } from './document-store.ts';
import { formatError } from './format-error.ts';
import type { GatewayInterface } from './graph.ts';
import { answerIntrospection } from './introspection.ts';
import { nameQueryPlan } from './query-plan-extension.ts';

export interface ApolloServerOptions {
  readonly gateway: GatewayInterface;
  readonly production: boolean;
  readonly introspection: boolean;
  readonly limits: Limits;
  readonly complete: CompleteAnswer;
}

/** Apollo Server with nothing on that is not named here: no reporting, no tracing, no cache hints, no own signals. */
export function createApolloServer(options: ApolloServerOptions): ApolloServer<GatewayContext> {
  const { production, limits } = options;
  return new ApolloServer<GatewayContext>({
    gateway: options.gateway,
    introspection: options.introspection,
    nodeEnv: production ? 'production' : 'development',
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: production,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    // Documents are resolved before, see documents.ts.
    persistedQueries: false,
    documentStore: createDocumentStore(),
    parseOptions: { maxTokens: limits.tokens },
    validationOptions: { maxErrors: 10 },
    stringifyResult: JSON.stringify,
    formatError,
    plugins: [
      answerPlugin(options.complete),
      nameQueryPlan,
      answerIntrospection,
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
