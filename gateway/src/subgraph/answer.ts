import { isRecord } from '../json.ts';
import type { FetchShape } from '@customer-graph/plan-executor';
import { readError, writtenBy, type PublicError } from './answer-error.ts';
import type { HttpAnswer } from './exchange.ts';
import type { Forwarding, HeaderLists } from './forwarding.ts';
import { placeErrors } from './place-errors.ts';

/** What a subgraph answered, with its errors made fit for clients. */
export interface SubgraphAnswer {
  readonly data: Record<string, unknown> | null;
  readonly errors?: readonly PublicError[];
  /** The caller's token is refused, so that nothing was executed. */
  readonly refused?: boolean;
  /** Headers that clients may be sent. */
  readonly headers?: HeaderLists;
}

/** The subgraph that answers, and what of its errors clients may see. */
export interface AnswerSource extends Pick<Forwarding, 'codes' | 'extensions'> {
  readonly name: string;
}

/** What a call asked for. */
export interface Asked {
  readonly shape: FetchShape;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The body is no GraphQL answer, or none to this call. */
class MalformedAnswerError extends Error {
  override readonly name = 'MalformedAnswerError';
}

/**
 * Reads an answer. What is odd about it costs itself and nothing else: the body counts whatever the status is (which only tells
 * a token that is refused as a whole from a field that its caller may not see), and its data whatever the errors are.
 * @throws MalformedAnswerError
 */
export function readAnswer(
  source: AnswerSource,
  { status, text }: HttpAnswer,
  asked?: Asked,
): SubgraphAnswer {
  const parsed = parseObject(text);
  const data = dataOf(parsed['data'] ?? null, asked);
  const given = listOf(parsed['errors']);
  if (data === null && given.length === 0)
    throw new MalformedAnswerError('neither data nor errors');
  const mended = data && asked ? asked.shape.mend(data) : [];
  if (given.length === 0 && mended.length === 0) return { data };
  const errors = [
    ...given.map((error) => readError(source, error)),
    ...mended.map((path) => ({
      ...writtenBy(
        source.name,
        'VALUE_MISSING',
        `The module ${source.name} returned a value of the wrong type`,
      ),
      path,
    })),
  ];
  const refused = status === 401 && data === null;
  return { data, errors: asked ? placeErrors(errors, data, asked) : errors, refused };
}

/** What stands for the answer of a subgraph that has not given one. */
export const noAnswer = (
  service: string,
  code: 'SUBGRAPH_UNAVAILABLE' | 'SUBGRAPH_TIMEOUT',
  asked: Asked,
): SubgraphAnswer => {
  const message =
    code === 'SUBGRAPH_TIMEOUT'
      ? `The module ${service} did not respond in time`
      : `The module ${service} is not available`;
  return { data: null, errors: placeErrors([writtenBy(service, code, message)], null, asked) };
};

/** Anything but a list counts as one error. */
function listOf(errors: unknown): readonly unknown[] {
  if (errors === undefined || errors === null) return [];
  return Array.isArray(errors) ? errors : [errors];
}

function parseObject(text: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text);
  } catch {
    throw new MalformedAnswerError('not JSON');
  }
  if (!isRecord(parsed)) throw new MalformedAnswerError('not an object');
  return parsed;
}

function dataOf(data: unknown, asked: Asked | undefined): Record<string, unknown> | null {
  if (data === null) return null;
  if (!isRecord(data)) throw new MalformedAnswerError('data is not an object');
  const representations = asked?.variables['representations'];
  if (!Array.isArray(representations)) return data;
  const entities = data['_entities'];
  if (entities === undefined || entities === null) return null;
  // They are told apart by their positions alone.
  if (!Array.isArray(entities) || entities.length !== representations.length)
    throw new MalformedAnswerError('_entities has another length');
  return data;
}
