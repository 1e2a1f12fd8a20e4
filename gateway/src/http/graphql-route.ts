import { HeaderMap, type ApolloServer, type HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Documents, ResolvedDocument } from '../documents/documents.ts';
import { isFromExplorer, withWayToExplorer } from '../explorer/explorer.ts';
import type { AdmittedOperation } from '../execution/admitted-operation.ts';
import { CallContext } from '../execution/call-context.ts';
import type { CompleteAnswer } from '../execution/complete-answer.ts';
import { formatError } from '../execution/format-error.ts';
import { queryPlanHeader } from '../execution/query-plan-extension.ts';
import type { GatewayContext } from '../graph/apollo-gateway.ts';
import type { Graph } from '../graph/graph.ts';
import { InvalidOperationError } from '../operations/invalid-operation.ts';
import { keptName, recordOf, type OperationRecord } from '../telemetry/operation-record.ts';
import { executeDirectly } from './direct-execution.ts';
import type { UsageRecorder } from '../usage/usage-recorder.ts';
import { forwardedHeaders } from './forwarded-headers.ts';
import { readRequest, searchOf, withQuery, type IncomingRequest } from './graphql-request.ts';
import { replyWithErrors } from './request-errors.ts';

export interface GraphQLRouteOptions {
  readonly apollo: ApolloServer<GatewayContext>;
  /** Run before the body is read; each may answer the request itself. */
  readonly guards: readonly onRequestHookHandler[];
  readonly documents: Documents;
  readonly graph: Graph;
  readonly complete: CompleteAnswer;
  /** Leave to Apollo Server only what it must decide. */
  readonly direct: boolean;
  /** Show query plans to requests of the explorer. */
  readonly showPlans: boolean;
  /** Milliseconds from the arrival of a request until its answer is due. */
  readonly requestTimeout: number;
  /** Headers of requests that subgraphs are sent as they came, see `wantedHeaders`. */
  readonly requestHeaders: readonly string[];
  /** Counts who uses what, if that is wanted. */
  readonly usage: UsageRecorder | undefined;
}

/** `POST /graphql` and, for queries, `GET /graphql`. */
export function registerGraphQLRoute(app: FastifyInstance, options: GraphQLRouteOptions): void {
  const { apollo, documents, graph, complete, usage, requestTimeout, showPlans, requestHeaders } =
    options;

  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    onRequest: [...options.guards],
    async handler(request, reply) {
      const record = recordOf(request);
      const incoming = readRequest(request);
      let resolved: ResolvedDocument;
      let admitted: AdmittedOperation | undefined;
      try {
        resolved = documents.resolve(incoming);
        record.trusted = resolved.trusted;
        admitted = admit(resolved.query, incoming, record);
      } catch (error) {
        if (error instanceof InvalidOperationError)
          return replyWithErrors(request, reply, 400, error.errors);
        if (!(error instanceof GraphQLError)) throw error;
        return replyWithErrors(request, reply, statusOf(error), [formatError(error.toJSON())]);
      }
      const deadline = Date.now() + requestTimeout;
      const call = new CallContext(forwardedHeaders(request, requestHeaders), deadline, record);
      const contextValue: GatewayContext = { call, admitted };
      const wantsPlan = showPlans && asksForPlan(request);
      const count = () => {
        if (!usage || !record.executed || !admitted) return;
        const { operation: key } = admitted;
        const { document } = key;
        const { operationName } = incoming;
        const { trusted } = resolved;
        usage.count({ key, document, operationName, trusted, headers: request.headers });
      };
      const json =
        options.direct && admitted && !wantsPlan
          ? await executeDirectly({ request, reply }, incoming, { admitted, call, complete })
          : undefined;
      if (json) {
        count();
        return reply.headers(call.responseHeaders).send(json);
      }
      const { status, headers, body } = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: toApollo(request, incoming, resolved, wantsPlan),
        context: async () => contextValue,
      });
      count();
      if (body.kind !== 'complete') throw new Error('incremental delivery is not supported');
      void reply.headers(call.responseHeaders);
      for (const [name, value] of headers) void reply.header(name, value);
      const type = headers.get('content-type');
      if (type?.startsWith('text/html')) {
        allowPage(reply);
        return reply.send(withWayToExplorer(body.string));
      }
      return reply.code(status ?? 200).send(body.string);
    },
  });

  function admit(
    query: string | undefined,
    { operationName, variables }: IncomingRequest,
    record: OperationRecord,
  ): AdmittedOperation | undefined {
    if (query === undefined) return undefined;
    const admitted = graph.admit(query, operationName, variables);
    const { hash, definition } = admitted.operation;
    record.cost = admitted.cost;
    if (definition.name) record.name = keptName(definition.name.value);
    record.kind = definition.operation;
    record.hash = hash.slice(0, 12);
    return admitted;
  }
}

function toApollo(
  request: FastifyRequest,
  incoming: IncomingRequest,
  { query }: ResolvedDocument,
  wantsPlan: boolean,
): HTTPGraphQLRequest {
  const parts =
    query === undefined || (query === incoming.query && incoming.hash === undefined)
      ? { body: request.body, search: searchOf(request) }
      : withQuery(request, query);
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  if (wantsPlan && isFromExplorer(request.headers.referer)) {
    headers.set(queryPlanHeader, '1');
    headers.set('apollo-query-plan-experimental-format', 'internal');
  }
  return { ...parts, method: request.method, headers };
}

const asksForPlan = ({ headers }: FastifyRequest): boolean =>
  headers[queryPlanHeader] !== undefined || isFromExplorer(headers.referer);

/** Apollo Sandbox loads its page from elsewhere. */
function allowPage(reply: FastifyReply): void {
  void reply.removeHeader('content-security-policy').removeHeader('x-frame-options');
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
