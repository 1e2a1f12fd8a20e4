import type { GraphQLError, GraphQLFormattedError } from 'graphql';

/** The document does not fit the schema; what is wrong with it, as clients are told. */
export class InvalidOperationError extends Error {
  override readonly name = 'InvalidOperationError';
  readonly errors: readonly GraphQLFormattedError[];

  constructor(errors: readonly GraphQLError[]) {
    super('The document does not fit the schema');
    const extensions = { code: 'GRAPHQL_VALIDATION_FAILED' };
    this.errors = errors.map((error) => ({ ...error.toJSON(), extensions }));
  }
}
