import { parseInput, type InvalidInputError } from '@customer-graph/subgraph';
import { z } from 'zod';
import { maxPoints } from './account.ts';

const unprintable = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}]/u;
const visible = /[^\s\u200c\u200d]/u;

/** One line of text that must say something: NFC, trimmed. */
export const line = (max: number) =>
  z
    .string()
    .transform((text) => (visible.test(text) ? text.normalize('NFC').trim() : ''))
    .pipe(
      z
        .string()
        .min(1, 'is empty')
        .max(max, `has more than ${max} characters`)
        .refine((text) => !unprintable.test(text), 'contains characters that cannot be seen'),
    );

export const reason = line(500);

/** A number of points to move. */
export const points = z
  .int('is not a whole number')
  .min(1, 'must be at least 1')
  .max(maxPoints, `must be at most ${maxPoints}`);

export const source = z
  .object({ type: line(100), id: line(255) })
  .nullish()
  .transform((value) => value ?? null);

/** A moment that the database can hold. */
export const moment = z.date().max(new Date('9999-12-31T23:59:59Z'), 'is too far ahead');

/** Checks several arguments of a mutation as {@link parseInput} checks one; paths start at the argument. */
export function parseArguments<Schema extends z.ZodType>(
  schema: Schema,
  args: unknown,
): { ok: true; value: z.output<Schema> } | { ok: false; error: InvalidInputError } {
  const parsed = parseInput(schema, args);
  if (parsed.ok) return parsed;
  const fieldErrors = parsed.error.fieldErrors.map((fault) => ({
    ...fault,
    path: fault.path.slice(1),
  }));
  return { ok: false, error: { ...parsed.error, fieldErrors } };
}
