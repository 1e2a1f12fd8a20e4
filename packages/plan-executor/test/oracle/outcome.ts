import type { GraphQLError } from 'graphql';

export interface Outcome {
  /** JSON text, because the order of keys counts. */
  readonly data: string;
  /** The nulls that errors explain, as paths. */
  readonly explained: readonly string[];
  readonly messages: readonly string[];
}

interface Result {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLError[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

function isErrorList(value: unknown): value is readonly GraphQLError[] {
  return Array.isArray(value);
}

/**
 * Where the null stands that an error at a path has caused. Several fields below it may have failed: whether one or all of
 * them are reported is up to a server, so that only the null counts.
 */
function nullAt(data: unknown, path: readonly (string | number)[]): string {
  let value = data;
  const walked: (string | number)[] = [];
  for (const part of path) {
    if (value === null || value === undefined) break;
    value = Reflect.get(Object(value), part);
    walked.push(part);
  }
  return value === null || value === undefined
    ? walked.join('.')
    : `${walked.join('.')}, which is not null`;
}

export function outcomeOf({ data = null, errors = [], extensions }: Result): Outcome {
  const missing = extensions?.['valueCompletion'];
  const all = [...errors, ...(isErrorList(missing) ? missing : [])];
  const plain: unknown = JSON.parse(JSON.stringify(data));
  return {
    data: JSON.stringify(plain),
    explained: [...new Set(all.map(({ path }) => nullAt(plain, path ?? [])))].toSorted(),
    messages: all.map(({ message, path }) => `${message} @ ${path?.join('.') ?? ''}`),
  };
}

export function agree(one: Outcome, other: Outcome): boolean {
  return one.data === other.data && one.explained.join('\n') === other.explained.join('\n');
}
