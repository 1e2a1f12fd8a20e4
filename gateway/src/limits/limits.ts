import { GraphQLError } from 'graphql';
import { z } from 'zod';

const count = (value: number) => z.int().min(1).default(value);

/** What one request may ask for. */
export const limitsSchema = z.strictObject({
  /** Bytes of a request's body. */
  body: count(100_000),
  /** Lexical tokens of a document. */
  tokens: count(2_000),
  /** Levels of nested fields, fragments followed. Introspection fields have a limit of their own. */
  depth: count(12),
  /** Aliased fields in a document. */
  aliases: count(30),
  /** Directives in a document. */
  directives: count(10),
  /** Fields after every fragment is expanded. */
  selections: count(2_000),
  /** Objects that an answer may hold, as `cost.ts` estimates them. */
  cost: count(10_000),
  /** Elements of a list whose size no argument tells. */
  assumedListSize: count(10),
  /** Value of a size argument (`first`, `last`, `limit`). Modules may allow less. */
  listSize: count(1_000),
  /** Errors in one answer; further ones are left out. */
  errors: count(100),
});
export type Limits = z.output<typeof limitsSchema>;

/** The request asks for more than is allowed. */
export class LimitExceededError extends GraphQLError {
  constructor(limit: keyof Limits, allowed: number) {
    super(`The operation exceeds the limit of ${allowed} (${limit})`, {
      extensions: { code: 'OPERATION_LIMIT_EXCEEDED' },
    });
  }
}

/** A size argument is beyond what any module allows. */
export class ListSizeError extends GraphQLError {
  constructor(argument: string, allowed: number) {
    super(`${argument} must be at most ${allowed}`, { extensions: { code: 'BAD_USER_INPUT' } });
  }
}

/** A module wants to know a list's size from exactly one argument. */
export class SlicingError extends GraphQLError {
  constructor(coordinate: string, names: readonly string[]) {
    super(`${coordinate} requires exactly one of the arguments ${names.join(', ')}`, {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  }
}
