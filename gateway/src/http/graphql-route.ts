import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { TokenVerifier } from '@customer-graph/trust';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { CallContext, type GatewayContext } from '../graph/call-context.ts';
import { formatError } from '../graph/format-error.ts';
import type { Admission } from '../limits/admission.ts';
import { authenticate } from './authenticate.ts';
import { readParts } from './graphql-request.ts';
import { replyWithErrors } from './request-errors.ts';

export interface GraphQLRouteOptions {
  readonly apollo: ApolloServer<GatewayContext>;
  readonly verifier: TokenVerifier;
  readonly admission: Admission;
  /** Milliseconds from the arrival of a request until its answer is due. */
  readonly requestTimeout: number;
}

/** `POST /graphql` and, for queries, `GET /graphql`. */
export function registerGraphQLRoute(app: FastifyInstance, options: GraphQLRouteOptions): void {
  const costs = new WeakMap<FastifyRequest, number>();
  const execute = fastifyApolloHandler(options.apollo, {
    context: async (request): Promise<GatewayContext> => ({
      call: new CallContext(
        forwardedHeaders(request),
        Date.now() + options.requestTimeout,
        costs.get(request) ?? 0,
      ),
    }),
  });

  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    onRequest: authenticate(options.verifier),
    async preHandler(request: FastifyRequest, reply: FastifyReply) {
      const { query, operationName, variables } = readParts(request);
      if (query === undefined) return undefined;
      try {
        costs.set(request, options.admission.admit(query, operationName, variables));
        return undefined;
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        return replyWithErrors(request, reply, 400, [formatError(error.toJSON())]);
      }
    },
    handler: execute,
  });
}

function forwardedHeaders(request: FastifyRequest) {
  const { authorization } = request.headers;
  return {
    authorization,
    'x-store-id': single(request.headers['x-store-id']),
    'x-request-id': request.id,
    'x-client-address': request.ip,
    'x-client-user-agent': printable(request.headers['user-agent']),
  };
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function printable(value: string | undefined): string | undefined {
  return (
    value
      ?.replace(/[^\x20-\x7e]/g, '')
      .slice(0, 512)
      .trim() || undefined
  );
}
