import { GraphQLError } from 'graphql';
import type { SentRequest } from './subgraphs.ts';

/** All that can be seen of one execution, as plain JSON. */
export interface Outcome {
  /** JSON text, because the order of keys counts. */
  readonly data: string;
  readonly errors: unknown;
  readonly valueCompletion: unknown;
  readonly rejected: boolean;
  readonly sent: readonly SentRequest[];
}

interface Result {
  readonly data?: unknown;
  readonly errors?: readonly unknown[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** The texts of JavaScript's own errors are nobody's contract. */
function messageOf(error: Error): string {
  const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  return cause instanceof TypeError ? 'TypeError' : error.message;
}

function seen(error: unknown): unknown {
  if (!(error instanceof Error)) return { thrown: String(error) };
  const message = messageOf(error);
  if (!(error instanceof GraphQLError)) return { message, extensions: {} };
  return { message, path: error.path, extensions: error.extensions };
}

function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

export async function observe(
  sent: readonly SentRequest[],
  execute: () => Promise<Result>,
): Promise<Outcome> {
  let result: Result;
  try {
    result = await execute();
  } catch {
    // Other branches go on unobserved, so that what they have sent is a matter of moments.
    return { data: '', errors: undefined, valueCompletion: undefined, rejected: true, sent: [] };
  }
  const faults = result.extensions?.['valueCompletion'];
  return {
    data: JSON.stringify(result.data) ?? 'absent',
    errors: plain(result.errors?.map(seen)),
    valueCompletion: plain(Array.isArray(faults) ? faults.map(seen) : faults),
    rejected: false,
    sent,
  };
}
