import { errorCodeDef, ERRORS } from '@apollo/federation-internals';
import { GraphQLError, type GraphQLErrorOptions, type GraphQLFormattedError } from 'graphql';
import type { MapPath } from './error-path.ts';

/** An error of a subgraph's answer as an error of the response. */
export function subgraphError(
  received: GraphQLFormattedError,
  serviceName: string,
  mapPath: MapPath,
): GraphQLError {
  const message = received.message || `Error while fetching subquery from service "${serviceName}"`;
  const options: GraphQLErrorOptions = {
    path: mapPath(received.path),
    extensions: { ...received.extensions, serviceName },
  };
  const known = errorCodeDef(received);
  if (!known && received.extensions?.['code']) return new GraphQLError(message, options);
  return (known ?? ERRORS.DOWNSTREAM_SERVICE_ERROR).err(message, options);
}

/** Whatever was thrown, as an error of the response. */
export function asGraphQLError(thrown: unknown): GraphQLError {
  if (thrown instanceof GraphQLError) return thrown;
  const originalError =
    thrown instanceof Error ? thrown : new Error(`Unexpected error value: ${String(thrown)}`);
  return new GraphQLError(originalError.message, { originalError });
}
