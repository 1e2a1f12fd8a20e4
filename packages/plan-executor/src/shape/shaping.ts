import type { GraphQLError } from 'graphql';
import type { JsonRecord } from '../json.ts';

/** What shaping one response shares between its parts. */
export interface Shaping {
  readonly variables: Readonly<JsonRecord>;
  /** Where the value being shaped stands in the response. */
  readonly path: (string | number)[];
  readonly errors: GraphQLError[];
  /** Values that did not fit the schema; undefined when nobody will read them. */
  readonly faults: GraphQLError[] | undefined;
}

/** A null whose reason is already among the faults or the errors. */
export const faulty = Symbol('faulty');
/** A null where none is allowed: the parent becomes null. */
export const bubbling = Symbol('bubbling');

/** Completes one value. Returns the value, null, `faulty` or `bubbling`. */
export type Complete = (input: unknown, shaping: Shaping) => unknown;
