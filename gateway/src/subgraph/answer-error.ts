import { isRecord } from '../json.ts';
import type { FetchedPath } from '@customer-graph/plan-executor';
import type { AnswerSource } from './answer.ts';

/** An error as clients may see it. */
export interface PublicError {
  readonly message: string;
  readonly path?: FetchedPath;
  readonly extensions: Readonly<Record<string, unknown>> & {
    readonly code: string;
    readonly service: string;
  };
}

/** An error of the gateway's own words about a subgraph. */
export const writtenBy = (service: string, code: string, message: string): PublicError => ({
  message,
  extensions: { code, service },
});

/** Reads one error of an answer, whatever it looks like. What its subgraph may not say to clients is hidden. */
export function readError({ name, codes, extensions }: AnswerSource, error: unknown): PublicError {
  const { message, path, extensions: given } = isRecord(error) ? error : {};
  const details = isRecord(given) ? given : {};
  const code = typeof details['code'] === 'number' ? String(details['code']) : details['code'];
  const place = isPath(path) ? { path } : {};
  if (typeof code !== 'string' || !codes.includes(code))
    return { ...writtenBy(name, 'INTERNAL_SERVER_ERROR', 'Internal server error'), ...place };
  const shown = extensions.filter((key) => Object.hasOwn(details, key));
  return {
    message: typeof message === 'string' ? message : `The module ${name} reports ${code}`,
    ...place,
    extensions: {
      ...Object.fromEntries(shown.map((key) => [key, details[key]])),
      code,
      service: name,
    },
  };
}

const isPath = (path: unknown): path is (string | number)[] =>
  Array.isArray(path) &&
  path.length > 0 &&
  path.every((part) => typeof part === 'string' || (Number.isSafeInteger(part) && part >= 0));
