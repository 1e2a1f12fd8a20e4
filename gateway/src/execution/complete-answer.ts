import type { GraphQLFormattedError } from 'graphql';
import { z } from 'zod';
import type { OperationRecord } from '../telemetry/operation-record.ts';

/** An answer before it is printed, its errors in the form that clients see. */
export interface Answer {
  /** There once the execution has begun, null included. */
  readonly data?: unknown;
  errors?: readonly GraphQLFormattedError[] | undefined;
  extensions?: Readonly<Record<string, unknown>> | undefined;
}

export interface AnswerOptions {
  /** Errors in one answer; further ones are left out. */
  readonly maxErrors: number;
  /** Tell the operation's cost in `extensions.cost`. */
  readonly showCost: boolean;
}

export type CompleteAnswer = (answer: Answer, record: OperationRecord) => void;

/**
 * Makes an answer what clients may rely on, and notes its errors: nulls have a reason, errors have a bound, and in
 * development the cost is told.
 */
export function createCompleteAnswer({ maxErrors, showCost }: AnswerOptions): CompleteAnswer {
  return (answer, record) => {
    record.executed = answer.data !== undefined;
    if (answer.extensions) reportMissingValues(answer, answer.extensions);
    if (record.kind === 'mutation') answer.errors = answer.errors?.map(tellDone);
    if (answer.errors) {
      if (answer.errors.length > maxErrors) answer.errors = answer.errors.slice(0, maxErrors);
      recordErrors(answer.errors, record);
    }
    if (showCost) answer.extensions = { ...answer.extensions, cost: record.cost };
  };
}

/** What a client could take for a reason to repeat a mutation, or for a sign that it was not done. */
const failures = new Set<unknown>([
  'INTERNAL_SERVER_ERROR',
  'RATE_LIMITED',
  'SERVICE_UNAVAILABLE',
  'SUBGRAPH_TIMEOUT',
  'SUBGRAPH_UNAVAILABLE',
  'UNAUTHENTICATED',
  'VALUE_MISSING',
]);

/** A failure below a mutation's payload comes after the mutation, which has a code of its own to say so. */
function tellDone(error: GraphQLFormattedError): GraphQLFormattedError {
  const { path = [], extensions } = error;
  if (path.length < 2 || !failures.has(extensions?.['code'])) return error;
  return {
    ...error,
    message: 'The change was made, but its result is not available right now. Query it again.',
    extensions: { ...extensions, code: 'RESULT_UNAVAILABLE' },
  };
}

const completionSchema = z.array(
  z.looseObject({ path: z.array(z.union([z.string(), z.number()])).optional() }),
);

/**
 * Turns what executors hide in `extensions.valueCompletion` into errors: a reference to an entity that its owner does not
 * know, or a value of the wrong type, would otherwise be a null without a reason.
 */
function reportMissingValues(answer: Answer, extensions: Readonly<Record<string, unknown>>): void {
  const { valueCompletion, ...others } = extensions;
  if (valueCompletion === undefined) return;
  answer.extensions = Object.keys(others).length > 0 ? others : undefined;
  const missing = completionSchema.safeParse(valueCompletion).data ?? [];
  answer.errors = [
    ...(answer.errors ?? []),
    ...missing.map(({ path }) => ({
      message: 'A required value is missing',
      ...(path && { path }),
      extensions: { code: 'VALUE_MISSING' },
    })),
  ];
}

function recordErrors(errors: readonly GraphQLFormattedError[], record: OperationRecord): void {
  for (const { extensions } of errors) {
    const service: unknown = extensions?.['service'];
    record.errors.push({
      code: String(extensions?.['code']),
      ...(typeof service === 'string' && { service }),
    });
  }
}
