import type { GraphQLFormattedError } from 'graphql';

/** Codes of errors that the gateway itself writes; each message is safe to show. */
const shown = new Set([
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_LIMIT_EXCEEDED',
  'OPERATION_NOT_SUPPORTED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'RATE_LIMITED',
  'SERVICE_UNAVAILABLE',
  'UNAUTHENTICATED',
  'UNTRUSTED_DOCUMENT',
  'VALUE_MISSING',
]);

const added = new Set(['serviceName', 'stacktrace']);

/**
 * The only shape in which an error leaves the gateway: message, locations, path and code. One that names a module has been
 * made fit for clients when the module's answer was read, and keeps its extensions.
 */
export function formatError(error: GraphQLFormattedError): GraphQLFormattedError {
  const { message, locations, path, extensions } = error;
  const given: unknown = extensions?.['code'];
  if (typeof extensions?.['service'] === 'string') {
    // Executors add the name once more, and what they know of its cause.
    const own = Object.entries(extensions).filter(([name]) => !added.has(name));
    return {
      message,
      ...(locations && { locations }),
      ...(path && { path }),
      extensions: Object.fromEntries(own),
    };
  }
  const visible = typeof given === 'string' && shown.has(given);
  return {
    message: visible ? message : 'Internal server error',
    ...(locations && { locations }),
    ...(path && { path }),
    extensions: { code: visible ? given : 'INTERNAL_SERVER_ERROR' },
  };
}
