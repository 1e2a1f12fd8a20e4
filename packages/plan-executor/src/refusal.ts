import { GraphQLError } from 'graphql';

/** The operation is valid, but nothing here can execute it right. */
export class UnsupportedOperationError extends GraphQLError {
  constructor(message: string) {
    super(message, { extensions: { code: 'OPERATION_NOT_SUPPORTED' } });
  }
}

/** @throws UnsupportedOperationError that says what the planner came up with */
export function refuse(what: string): never {
  throw new UnsupportedOperationError(`The operation cannot be executed here: ${what}.`);
}
