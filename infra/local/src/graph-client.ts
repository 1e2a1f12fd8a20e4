import { z } from 'zod';
import { StartError } from './start-error.ts';

export interface GraphCall {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

const answer = z.object({
  data: z.unknown(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        extensions: z.object({ code: z.string().optional() }).optional(),
      }),
    )
    .optional(),
});

/** The graph answered with errors instead of data. */
export class GraphAnswerError extends StartError {
  readonly codes: readonly string[];

  constructor(message: string, codes: readonly string[]) {
    super(message);
    this.codes = codes;
  }
}

/** Sends an operation to a graph. @throws StartError when it is not running, GraphAnswerError when it answers with errors */
export async function callGraph<Data>(
  url: string,
  shape: z.ZodType<Data>,
  { query, variables, headers, signal }: GraphCall,
): Promise<Data> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
    signal: signal ?? null,
  }).catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw new StartError(`The graph does not answer at ${url}.`, { cause });
  });
  const { data, errors } = answer.parse(await response.json());
  if (errors) {
    const codes = errors.map(({ extensions }) => extensions?.code ?? '');
    throw new GraphAnswerError(errors.map(({ message }) => message).join('; '), codes);
  }
  return shape.parse(data);
}
