import { z } from 'zod';
import { isRecord } from '../json.ts';
import type { AcceptsData } from './answer-shape.ts';

/** One error as a subgraph reports it. */
interface SubgraphError {
  readonly message: string;
  readonly path?: (string | number)[];
  readonly extensions: Record<string, unknown>;
}

/** What a subgraph answered, with its errors made fit for clients. */
export interface SubgraphAnswer {
  readonly data: Record<string, unknown> | null;
  readonly errors?: SubgraphError[];
}

/** Codes whose messages subgraphs write for clients; any other error is hidden. */
const publicCodes = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'SERVICE_UNAVAILABLE',
  'RATE_LIMITED',
]);

const errorSchema = z.object({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).nullish(),
  extensions: z.looseObject({ code: z.string().optional() }).nullish(),
});
const errorsSchema = z.array(errorSchema).min(1);

/** The body is not what the call must be answered with. */
class MalformedAnswerError extends Error {
  override readonly name = 'MalformedAnswerError';
}

/**
 * Reads the body of an answer.
 * @param entities how many elements `_entities` must have; undefined when the call does not ask for entities
 * @param accepts whether the data has the shape that the operation asks for
 * @throws MalformedAnswerError
 */
export function readAnswer(
  service: string,
  body: string,
  entities?: number,
  accepts?: AcceptsData,
): SubgraphAnswer {
  const parsed = parseObject(body);
  const data = parsed['data'] ?? null;
  if (data !== null && !isRecord(data)) throw new MalformedAnswerError('data is not an object');
  if (data && entities !== undefined) checkEntities(data['_entities'], entities);
  if (data && accepts && !accepts(data)) throw new MalformedAnswerError('data has another shape');
  if (parsed['errors'] === undefined || parsed['errors'] === null) {
    if (data === null) throw new MalformedAnswerError('neither data nor errors');
    return { data };
  }
  const errors = errorsSchema.safeParse(parsed['errors']);
  if (!errors.success) throw new MalformedAnswerError('errors are not GraphQL errors');
  return { data, errors: errors.data.map((error) => toPublicError(service, error)) };
}

function toPublicError(service: string, error: z.output<typeof errorSchema>): SubgraphError {
  const path = error.path ? { path: error.path } : {};
  const code = error.extensions?.code;
  if (code !== undefined && publicCodes.has(code))
    return { message: error.message, ...path, extensions: { code, service } };
  return {
    message: 'Internal server error',
    ...path,
    extensions: { code: 'INTERNAL_SERVER_ERROR', service },
  };
}

function parseObject(body: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw new MalformedAnswerError('not JSON');
  }
  if (!isRecord(parsed)) throw new MalformedAnswerError('not an object');
  return parsed;
}

function checkEntities(value: unknown, count: number): void {
  if (value === null || value === undefined) return;
  if (!Array.isArray(value) || value.length !== count)
    throw new MalformedAnswerError('_entities has another length');
  if (!value.every((entity) => entity === null || isRecord(entity)))
    throw new MalformedAnswerError('_entities has another type');
}
