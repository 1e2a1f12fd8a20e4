import { GraphQLError, isValueNode, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import type { FieldErrorCode } from './field-errors.ts';

/** Top-level error codes that a caller may see; anything else is masked. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'RATE_LIMITED'
  | 'SERVICE_UNAVAILABLE'
  | 'RESULT_UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR';

export function graphqlError(code: ErrorCode, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

export const unauthenticated = (message = 'Sign in to use this field.') =>
  graphqlError('UNAUTHENTICATED', message);
export const forbidden = () => graphqlError('FORBIDDEN', 'You are not allowed to use this field.');
export const badUserInput = (message: string) => graphqlError('BAD_USER_INPUT', message);
export const serviceUnavailable = (message = 'Try again in a moment.') =>
  graphqlError('SERVICE_UNAVAILABLE', message);

/** A field of an input that was refused. `path` starts at the argument, as in `["input", "email"]`. */
export interface FieldError {
  readonly path: string[];
  readonly code: FieldErrorCode;
  readonly message: string;
}

export type InvalidInputError = ReturnType<typeof invalidInput>;
export const invalidInput = (fieldErrors: FieldError[]) => ({
  __typename: 'InvalidInputError' as const,
  message: 'Some fields are invalid.',
  fieldErrors,
});

export type NotFoundError = ReturnType<typeof notFound>;
export const notFound = (resource: string) => ({
  __typename: 'NotFoundError' as const,
  message: `This store has no ${resource} with this id.`,
  resource,
});

export type VersionConflictError = ReturnType<typeof versionConflict>;
export const versionConflict = (currentVersion: number) => ({
  __typename: 'VersionConflictError' as const,
  message: `The current version is ${currentVersion}. Read the record again before you change it.`,
  currentVersion,
});

export type IdempotencyKeyReusedError = ReturnType<typeof idempotencyKeyReused>;
export const idempotencyKeyReused = () => ({
  __typename: 'IdempotencyKeyReusedError' as const,
  message: 'This idempotency key was already used with a different input.',
});

// Connections lost, refused or without a way, pools and transactions that waited too long, statements cut off, deadlocks.
const unreachable =
  /\b(ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPIPE|P1001|P1002|P1008|P1017|P2024|P2028|P2034|57P0[123]|57014|25P03|53300|40P01|40001)\b/;

/** Errors of what a mutation's payload leads to, found after the mutation itself was done. */
const afterMutations = new WeakSet<GraphQLError>();

/** Marks the errors of a mutation that lie below its payloads, so that clients are told that the mutation was done. */
export function markAfterMutation(errors: readonly GraphQLError[] | undefined): void {
  for (const error of errors ?? [])
    if (error.path && error.path.length > 1) afterMutations.add(error);
}

const isAfterMutation = (error: unknown): boolean =>
  error instanceof GraphQLError && afterMutations.has(error);

/** What a caller could take for a reason to repeat a mutation, or for a sign that it was not done. */
const failures = new Set<unknown>([
  'INTERNAL_SERVER_ERROR',
  'RATE_LIMITED',
  'SERVICE_UNAVAILABLE',
  'UNAUTHENTICATED',
] satisfies ErrorCode[]);

const resultUnavailable =
  'The change was made, but its result is not available right now. Query it again.';

/** Lets errors with a public code through and replaces all others, which are logged with their cause. */
export function createErrorFormatter(log: Logger) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const { message, locations, path, extensions } = formatted;
    const code = extensions?.code ?? 'INTERNAL_SERVER_ERROR';
    const cause = error instanceof GraphQLError ? error.originalError : error;
    const tell = (told: string, toldCode: unknown) => {
      const done = isAfterMutation(error) && failures.has(toldCode);
      return {
        message: done ? resultUnavailable : told,
        locations,
        path,
        extensions: { code: done ? 'RESULT_UNAVAILABLE' : toldCode },
      };
    };
    // What stands where a value belongs is the client's; all else about a document is the gateway's.
    if (code === 'GRAPHQL_VALIDATION_FAILED' && isAboutValue(error))
      return tell(message, 'BAD_USER_INPUT');
    if (!cause || cause instanceof GraphQLError) return tell(message, code);
    const masked = isUnreachable(cause) ? serviceUnavailable() : unexpected();
    log.error({ err: cause, path }, 'request failed');
    return tell(masked.message, masked.extensions.code);
  };
}

/** Scalars may throw without saying where. */
const isAboutValue = (error: unknown): boolean =>
  error instanceof GraphQLError && (error.nodes ?? []).every(isValueNode);

const unexpected = () => graphqlError('INTERNAL_SERVER_ERROR', 'An unexpected error occurred.');

/** True when the database, not the request, is at fault and a later try may succeed. */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return (
    unreachable.test(code) ||
    /timeout exceeded when trying to connect|Connection terminated/.test(error.message) ||
    unreachable.test(error.message)
  );
}
