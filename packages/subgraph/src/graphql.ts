import { ApolloServer, HeaderMap } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import type { CompiledOperation } from '@customer-graph/operation-executor';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { createErrorFormatter } from './errors.ts';
import { createOperations, type Operations } from './operations.ts';

export interface GraphqlOptions<Request> {
  readonly schema: GraphQLSchema;
  readonly log: Logger;
  /** What resolvers are given, made anew for each request. What it throws is the answer. */
  readonly context: (request: Request) => Promise<object>;
}

/** An answer as it goes over HTTP. */
export interface GraphqlAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

export interface GraphqlAnswerer<Request> {
  /**
   * Answers the parsed body of a POST.
   * @param accept the request's Accept header
   */
  answer(request: Request, body: unknown, accept: string | undefined): Promise<GraphqlAnswer>;
  stop(): Promise<void>;
}

/**
 * Apollo Server on compiled operations. A document comes to it once: it parses and validates, and whatever is wrong with a
 * request, it says so. The operations of a document that it has let through are executed without it when they come again,
 * because its pipeline takes longer than they do.
 */
export async function createGraphqlAnswerer<Request>(
  options: GraphqlOptions<Request>,
): Promise<GraphqlAnswerer<Request>> {
  const { schema, log, context } = options;
  const format = createErrorFormatter(log);
  const operations = createOperations(schema);
  const apollo = new ApolloServer<ApolloContext>({
    gateway: executedBy(operations, schema),
    introspection: false,
    stringifyResult: JSON.stringify,
    includeStacktraceInErrorResponses: false,
    formatError: format,
    stopOnTerminationSignals: false,
    csrfPrevention: false,
    persistedQueries: false,
    logger: log,
    plugins: [ApolloServerPluginCacheControlDisabled()],
  });
  await apollo.start();

  /** @returns undefined for what Apollo Server is to answer */
  async function answerKnown(
    request: Request,
    operation: CompiledOperation,
    variables: Readonly<Record<string, unknown>>,
    accept: string | undefined,
  ): Promise<GraphqlAnswer | undefined> {
    let value;
    try {
      value = await context(request);
    } catch {
      return undefined;
    }
    const { data, errors } = await operation.execute(value, variables);
    // Nothing was executed: the variables do not fit.
    if (data === undefined) return undefined;
    const formatted = errors?.map((error) => format(error.toJSON(), error));
    const text = JSON.stringify({ errors: formatted, data });
    return { status: 200, type: answerType(accept), text };
  }

  return {
    async answer(request, body, accept) {
      const call = readCall(body);
      const operation = call && operations.find(call.query, call.operationName);
      const known = operation && (await answerKnown(request, operation, call.variables, accept));
      if (known) return known;
      const headers = new HeaderMap([['content-type', 'application/json']]);
      if (accept !== undefined) headers.set('accept', accept);
      const response = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: { method: 'POST', headers, search: '', body },
        context: async () => ({ value: await context(request) }),
      });
      if (response.body.kind !== 'complete')
        throw new Error('incremental delivery is not supported');
      const type = response.headers.get('content-type') ?? answerType(accept);
      return { status: response.status ?? 200, type, text: response.body.string };
    },
    stop: () => apollo.stop(),
  };
}

/** Apollo Server copies its context value for each request, which objects with private fields do not survive. */
interface ApolloContext {
  readonly value: object;
}

/** Has Apollo Server execute by compiled operations, through the interface that it has for gateways. */
const executedBy = (operations: Operations, schema: GraphQLSchema) => ({
  onSchemaLoadOrUpdate(
    tell: (schemas: { apiSchema: GraphQLSchema; coreSupergraphSdl: string }) => void,
  ) {
    tell({ apiSchema: schema, coreSupergraphSdl: '' });
    return () => {};
  },
  load: async () => ({
    executor: async ({ source, document, request, context }: ExecutedRequest) => {
      const operation = operations.prepare(source, document, request.operationName);
      if (operation) return operation.execute(context['value'], request.variables ?? {});
      return { errors: [new GraphQLError('operationName must name one of the operations.')] };
    },
  }),
  stop: async () => {},
});

type ExecutedRequest = Parameters<
  Awaited<
    ReturnType<NonNullable<ConstructorParameters<typeof ApolloServer>[0]['gateway']>['load']>
  >['executor'] & {}
>[0];

interface Call {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** @returns undefined unless every part has the type that it must have */
function readCall(body: unknown): Call | undefined {
  if (!isRecord(body)) return undefined;
  const { query, variables, operationName, extensions } = body;
  if (typeof query !== 'string' || !isAbsent(extensions)) return undefined;
  if (!isAbsent(operationName) && typeof operationName !== 'string') return undefined;
  if (!isAbsent(variables) && !isRecord(variables)) return undefined;
  return { query, operationName: operationName ?? undefined, variables: variables ?? {} };
}

const isAbsent = (value: unknown): value is null | undefined =>
  value === undefined || value === null;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const graphqlJson = 'application/graphql-response+json';

/** The media type that a caller who accepts it is answered with. */
const answerType = (accept: string | undefined): string =>
  `${accept?.includes(graphqlJson) ? graphqlJson : 'application/json'}; charset=utf-8`;
