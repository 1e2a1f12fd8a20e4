import { GraphQLError } from 'graphql';

/** The operation is valid, but nothing here can execute it right. */
export class UnsupportedOperationError extends GraphQLError {
  constructor(message: string, cause?: unknown) {
    super(message, {
      extensions: { code: 'OPERATION_NOT_SUPPORTED' },
      originalError: cause instanceof Error ? cause : null,
    });
  }

  /** @param cause what went wrong within; for logs, since clients would not understand it */
  static because(what: string, cause?: unknown): UnsupportedOperationError {
    return cause instanceof UnsupportedOperationError
      ? cause
      : new UnsupportedOperationError(`The operation cannot be executed here: ${what}.`, cause);
  }
}

/** @throws UnsupportedOperationError that says what the planner came up with */
export function refuse(what: string): never {
  throw UnsupportedOperationError.because(what);
}
