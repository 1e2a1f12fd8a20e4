import { GraphQLError, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { createErrorFormatter } from './errors.ts';
import { createOperations } from './operations.ts';

export interface GraphqlOptions<Request> {
  readonly schema: GraphQLSchema;
  readonly log: Logger;
  /** What resolvers are given, made anew for each request. What it throws is the answer. */
  readonly context: (request: Request) => Promise<unknown>;
}

/** An answer as it goes over HTTP. */
export interface GraphqlAnswer {
  readonly status: number;
  readonly text: string;
}

interface Call {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Answers GraphQL requests by the parsed body of a POST, one operation each. */
export function createGraphqlAnswerer<Request>(options: GraphqlOptions<Request>) {
  const { schema, log, context } = options;
  const format = createErrorFormatter(log);
  const prepare = createOperations(schema);

  const fault = (status: number, code: string, errors: readonly GraphQLError[]): GraphqlAnswer =>
    print(status, { errors: errors.map((error) => format(error, code)) });

  function answerOf({ data, errors }: ExecutionResult): GraphqlAnswer {
    if (!errors) return print(200, { data });
    // Without data, nothing was executed: the variables do not fit.
    if (data === undefined) return fault(400, 'BAD_USER_INPUT', errors);
    return print(200, { errors: errors.map((error) => format(error)), data });
  }

  return async (request: Request, body: unknown): Promise<GraphqlAnswer> => {
    let value;
    try {
      value = await context(request);
    } catch (raw) {
      const error = raw instanceof GraphQLError ? raw : wrapped(raw);
      return print(500, { errors: [format(error)] });
    }
    const call = readCall(body);
    if (!call) {
      const message =
        'The body is no GraphQL request: JSON with query, variables and operationName.';
      return fault(400, 'BAD_REQUEST', [new GraphQLError(message)]);
    }
    const prepared = prepare(call.query, call.operationName);
    if ('fault' in prepared) return fault(400, prepared.fault, prepared.errors);
    return answerOf(await prepared.operation.execute(value, call.variables));
  };
}

const wrapped = (raw: unknown): GraphQLError =>
  new GraphQLError('No context.', {
    originalError: raw instanceof Error ? raw : new Error(String(raw)),
  });

const print = (status: number, answer: object): GraphqlAnswer => ({
  status,
  text: JSON.stringify(answer),
});

function readCall(body: unknown): Call | undefined {
  if (!isRecord(body)) return undefined;
  const { query, variables, operationName } = body;
  if (typeof query !== 'string' || query === '') return undefined;
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
export const answerType = (accept: string | undefined): string =>
  `${accept?.includes(graphqlJson) ? graphqlJson : 'application/json'}; charset=utf-8`;
