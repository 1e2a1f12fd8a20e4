import { GraphQLError } from 'graphql';

/** The error at a place of the response. */
export function located(error: GraphQLError, path: readonly (string | number)[]): GraphQLError {
  const { message, nodes, source, positions, originalError, extensions } = error;
  return new GraphQLError(message, {
    nodes,
    source,
    positions,
    path: [...path],
    originalError,
    extensions,
  });
}
