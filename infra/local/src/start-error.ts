/** An expected reason why the graph cannot start; the message is fit for a terminal, its first line is a sentence. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** The `code` of an operating system's error, or undefined. */
export function errorCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
