import type { z } from 'zod';
import { invalidInput, type InvalidInputError } from './errors.ts';
import { codeOf, defaultMessage } from './field-errors.ts';

type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: InvalidInputError };

/**
 * Checks an input against its schema.
 * @returns the parsed value, or an InvalidInputError that names every wrong field at once
 */
export const parseInput = <Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  argument = 'input',
): Parsed<z.output<Schema>> => parseAt(schema, input, [argument]);

/** Checks several arguments of a mutation at once; paths start at the argument. */
export const parseArguments = <Schema extends z.ZodType>(
  schema: Schema,
  args: unknown,
): Parsed<z.output<Schema>> => parseAt(schema, args, []);

function parseAt<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  base: readonly string[],
): Parsed<z.output<Schema>> {
  const parsed = schema.safeParse(input, { error: defaultMessage, reportInput: true });
  if (parsed.success) return { ok: true, value: parsed.data };
  const fieldErrors = parsed.error.issues.map((issue) => ({
    path: [...base, ...issue.path.map(String)],
    code: codeOf(issue),
    message: issue.message,
  }));
  return { ok: false, error: invalidInput(fieldErrors) };
}
