export type LocalPostgresErrorCode =
  | 'ALREADY_RUNNING'
  | 'DATA_FOLDER_UNUSABLE'
  | 'PORT_IN_USE'
  | 'START_FAILED'
  | 'UNSUPPORTED_PLATFORM';

/** Every expected reason why a local server can't run; the message is one sentence fit for a terminal. */
export class LocalPostgresError extends Error {
  override readonly name = 'LocalPostgresError';
  readonly code: LocalPostgresErrorCode;

  constructor(code: LocalPostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Turns a refused file operation into the sentence that names the folder. */
export function folderError(folder: string, cause: unknown): LocalPostgresError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new LocalPostgresError(
    'DATA_FOLDER_UNUSABLE',
    `PostgreSQL can't keep its data in ${folder}: ${reason}`,
    { cause },
  );
}

/** The `code` of a Node or PostgreSQL error, or undefined. */
export function errorCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
