import type { GraphQLFormattedError } from 'graphql';

/** Codes of errors that the gateway or a subgraph's client wrote for clients; each message is safe to show. */
const shown = new Set([
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'FORBIDDEN',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_LIMIT_EXCEEDED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'RATE_LIMITED',
  'SERVICE_UNAVAILABLE',
  'SUBGRAPH_TIMEOUT',
  'SUBGRAPH_UNAVAILABLE',
  'UNAUTHENTICATED',
  'UNTRUSTED_DOCUMENT',
  'VALUE_MISSING',
]);

/** The only shape in which an error leaves the gateway: message, locations, path, code and the module's name. */
export function formatError(error: GraphQLFormattedError): GraphQLFormattedError {
  const { message, locations, path, extensions } = error;
  const given: unknown = extensions?.['code'];
  const service: unknown = extensions?.['service'];
  const visible = typeof given === 'string' && shown.has(given);
  return {
    message: visible ? message : 'Internal server error',
    ...(locations && { locations }),
    ...(path && { path }),
    extensions: {
      code: visible ? given : 'INTERNAL_SERVER_ERROR',
      ...(typeof service === 'string' && { service }),
    },
  };
}
