import type { z } from 'zod';
import { invalidInput, type InvalidInputError } from './errors.ts';

/**
 * Checks an input against its schema.
 * @returns the parsed value, or an InvalidInputError that names every wrong field at once
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  argument = 'input',
): { ok: true; value: z.output<Schema> } | { ok: false; error: InvalidInputError } {
  const parsed = schema.safeParse(input);
  if (parsed.success) return { ok: true, value: parsed.data };
  const fieldErrors = parsed.error.issues.map((issue) => ({
    path: [argument, ...issue.path.map(String)],
    code: codeOf(issue),
    message: issue.message,
  }));
  return { ok: false, error: invalidInput(fieldErrors) };
}

/** A rule may name its own code by `params: { code }`; otherwise the kind of the fault in upper case. */
function codeOf(issue: z.core.$ZodIssue): string {
  const own: unknown = issue.code === 'custom' ? issue.params?.code : undefined;
  return typeof own === 'string' ? own : issue.code.toUpperCase();
}
