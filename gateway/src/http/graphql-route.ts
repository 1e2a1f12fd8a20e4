import { HeaderMap, type ApolloServer, type HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Documents } from '../documents/documents.ts';
import { isFromExplorer } from '../explorer/explorer.ts';
import { CallContext, type GatewayContext } from '../graph/call-context.ts';
import { formatError } from '../graph/format-error.ts';
import type { Admission } from '../limits/admission.ts';
import { recordOf } from '../telemetry/operation-record.ts';
import { forwardedHeaders } from './forwarded-headers.ts';
import { readRequest, withQuery } from './graphql-request.ts';
import { replyWithErrors } from './request-errors.ts';

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>;

export interface GraphQLRouteOptions {
  readonly apollo: ApolloServer<GatewayContext>;
  /** Run before the body is read; each may answer the request itself. */
  readonly guards: readonly Hook[];
  readonly documents: Documents;
  readonly admission: Admission;
  /** Show query plans to requests of the explorer. */
  readonly showPlans: boolean;
  /** Milliseconds from the arrival of a request until its answer is due. */
  readonly requestTimeout: number;
}

/** `POST /graphql` and, for queries, `GET /graphql`. */
export function registerGraphQLRoute(app: FastifyInstance, options: GraphQLRouteOptions): void {
  const { apollo, documents, admission, requestTimeout } = options;

  /** @throws GraphQLError when the request is refused before it is executed */
  function admit(request: FastifyRequest): HTTPGraphQLRequest {
    const record = recordOf(request);
    const incoming = readRequest(request);
    const { query, trusted } = documents.resolve(incoming);
    record.trusted = trusted;
    if (query !== undefined)
      record.cost = admission.admit(query, incoming.operationName, incoming.variables);
    const parts =
      query === undefined || (query === incoming.query && incoming.hash === undefined)
        ? { body: request.body, search: searchOf(request) }
        : withQuery(request, query);
    return { ...parts, method: request.method, headers: headersOf(request, options.showPlans) };
  }

  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    onRequest: [...options.guards],
    async handler(request, reply) {
      let httpGraphQLRequest: HTTPGraphQLRequest;
      try {
        httpGraphQLRequest = admit(request);
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        return replyWithErrors(request, reply, statusOf(error), [formatError(error.toJSON())]);
      }
      const context = async (): Promise<GatewayContext> => ({
        call: new CallContext(
          forwardedHeaders(request),
          Date.now() + requestTimeout,
          recordOf(request),
        ),
      });
      const { status, headers, body } = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest,
        context,
      });
      if (body.kind !== 'complete') throw new Error('incremental delivery is not supported');
      for (const [name, value] of headers) void reply.header(name, value);
      return reply.code(status ?? 200).send(body.string);
    },
  });
}

function headersOf(request: FastifyRequest, showPlans: boolean): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  if (showPlans && isFromExplorer(request.headers.referer)) {
    headers.set('apollo-query-plan-experimental', '1');
    headers.set('apollo-query-plan-experimental-format', 'internal');
  }
  return headers;
}

function searchOf({ url }: FastifyRequest): string {
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start);
}

function statusOf({ extensions }: GraphQLError): number {
  const http: unknown = extensions['http'];
  return typeof http === 'object' &&
    http !== null &&
    'status' in http &&
    typeof http.status === 'number'
    ? http.status
    : 400;
}
