import type { FastifyRequest } from 'fastify';
import { isRecord } from '../json.ts';

/** A GraphQL request as it came in. What is malformed is kept, for the executor to refuse in its words. */
export interface IncomingRequest {
  readonly query?: string | undefined;
  readonly operationName?: string | undefined;
  readonly documentId?: string | undefined;
  readonly hash?: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  /** A POST whose parts all have the types that they must have. */
  readonly regular: boolean;
}

/** Reads the body of a POST or the query string of a GET. */
export function readRequest(request: FastifyRequest): IncomingRequest {
  const source: unknown = request.method === 'GET' ? parametersOf(request) : request.body;
  if (!isRecord(source)) return { variables: {}, regular: false };
  const persisted = asRecord(asRecord(source['extensions'])['persistedQuery']);
  return {
    query: asText(source['query']),
    operationName: asText(source['operationName']),
    documentId: asText(source['documentId']),
    hash: asText(persisted['sha256Hash']),
    variables: asRecord(source['variables']),
    regular: request.method === 'POST' && isRegular(source),
  };
}

/** The request with its document's text in place of what referred to it: the body of a POST, the search of a GET. */
export function withQuery(
  request: FastifyRequest,
  query: string,
): { body: unknown; search: string } {
  if (request.method === 'GET') {
    const search = new URLSearchParams(searchOf(request));
    search.delete('extensions');
    search.set('query', query);
    return { body: undefined, search: `?${search.toString()}` };
  }
  const body = asRecord(request.body);
  const { extensions } = body;
  const others = isRecord(extensions) ? { ...extensions, persistedQuery: undefined } : extensions;
  return {
    body: {
      ...body,
      query,
      documentId: undefined,
      ...(extensions !== undefined && { extensions: others }),
    },
    search: '',
  };
}

export function searchOf({ url }: FastifyRequest): string {
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start);
}

/**
 * The parameters of a GET, read as Apollo Server reads them: what is admitted must be what is executed. Fastify's own reading
 * begins at a `#` too, and leaves as it is what is encoded wrongly. Of one that is given twice, which Apollo Server refuses,
 * the last.
 */
const parametersOf = (request: FastifyRequest): Record<string, unknown> =>
  Object.fromEntries(new URLSearchParams(searchOf(request)));

function isRegular({ operationName, variables, extensions }: Record<string, unknown>): boolean {
  return (
    (operationName === undefined || operationName === null || typeof operationName === 'string') &&
    [variables, extensions].every((part) => part === undefined || part === null || isRecord(part))
  );
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function asRecord(value: unknown): Record<string, unknown> {
  if (isRecord(value)) return value;
  if (typeof value !== 'string') return {};
  try {
    const parsed: unknown = JSON.parse(value);
    return isRecord(parsed) ? parsed : {};
  } catch {
    return {};
  }
}
