import type { FastifyRequest } from 'fastify';

/** The parts of a GraphQL request that are looked at before it is executed; anything malformed is left to the executor. */
export interface GraphQLRequestParts {
  readonly query?: string;
  readonly operationName?: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Reads the parts from the body of a POST or the query string of a GET. */
export function readParts(request: FastifyRequest): GraphQLRequestParts {
  const source: unknown = request.method === 'GET' ? request.query : request.body;
  if (!isRecord(source)) return { variables: {} };
  const { query, operationName } = source;
  return {
    ...(typeof query === 'string' && { query }),
    ...(typeof operationName === 'string' && { operationName }),
    variables: asVariables(source['variables']),
  };
}

function asVariables(value: unknown): Record<string, unknown> {
  if (isRecord(value)) return value;
  if (typeof value !== 'string') return {};
  try {
    const parsed: unknown = JSON.parse(value);
    return isRecord(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
