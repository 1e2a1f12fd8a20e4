import { parseInput, type InvalidInputError } from '@customer-graph/subgraph';
import { z } from 'zod';

// Control and format characters (line breaks, NUL, zero-width and direction marks) and lone surrogates have no place in a line;
// the two joiners have one, without which Persian names and many emoji cannot be written.
const unprintable = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}]/u;
const visible = /[^\s\u200c\u200d]/u;
// Text of several lines may break them; it may hold joiners, which some scripts need.
const unstorable = /[^\P{Cc}\n\t]|\p{Cs}/u;

/** True for one line of text that can be shown and stored. */
export const isLine = (text: string): boolean => !unprintable.test(text);

const shortened = (max: number) => z.string().max(max, `has more than ${max} characters`);
const isBlank = (text: string) => !visible.test(text);
const trimmed = z.string().transform((text) => (isBlank(text) ? '' : text.normalize('NFC').trim()));

/** One line of text that must not be blank: NFC, trimmed, spaces of whatever kind made a single common one. */
export const line = (max: number) =>
  trimmed
    .transform((text) => text.replace(/\p{Zs}+/gu, ' '))
    .pipe(
      shortened(max).min(1, 'is blank').refine(isLine, 'contains characters that cannot be seen'),
    );

/** One line of text; blank counts as absent. */
export const optionalLine = (max: number) =>
  z
    .string()
    .transform((text) => (isBlank(text) ? null : text))
    .pipe(line(max).nullable())
    .nullish()
    .transform((text) => text ?? null);

/** Text of one or more lines that must not be blank. */
export const text = (max: number) =>
  trimmed.pipe(
    shortened(max)
      .min(1, 'is blank')
      .refine((value) => !unstorable.test(value), 'contains control characters'),
  );

const address =
  /^[^\s@,;:<>()[\]\\"\u200c\u200d]+@[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?)+$/u;

/** The form of an e-mail address that orders are found and claimed by. */
export const normalEmail = (typed: string): string => typed.trim().normalize('NFKC').toLowerCase();

/** An e-mail address as typed, with its normal form. */
export const email = z
  .string()
  .max(1_000, 'is too long')
  .transform((typed) => ({ typed: typed.trim(), normal: normalEmail(typed) }))
  .refine(({ normal }) => normal.length <= 254, 'has more than 254 characters')
  .refine(({ typed }) => isLine(typed), 'contains characters that cannot be seen')
  .refine(({ normal }) => address.test(normal), 'is not an e-mail address');

/** True for a code as it is stored; the scalar takes ISO 4217 in lower case too. */
export const isUpperCaseCode = (code: string): boolean => /^[A-Z]{3}$/.test(code);

/** An amount that is not negative. */
export const amount = z.object({
  amountMinor: z.int('is not a whole number').min(0, 'is negative'),
  currency: z.string().refine(isUpperCaseCode, 'is not in upper case'),
});
export type Amount = z.output<typeof amount>;

/** An amount above zero. */
export const positiveAmount = amount.extend({
  amountMinor: z.int('is not a whole number').min(1, 'is not above zero'),
});

/** Checks several arguments of a mutation as {@link parseInput} checks one; paths start at the argument. */
export function parseArguments<Schema extends z.ZodType>(
  schema: Schema,
  args: unknown,
): { ok: true; value: z.output<Schema> } | { ok: false; error: InvalidInputError } {
  const parsed = parseInput(schema, args);
  if (parsed.ok) return parsed;
  const fieldErrors = parsed.error.fieldErrors.map(({ path, ...fault }) => ({
    ...fault,
    path: path.slice(1),
  }));
  return { ok: false, error: { ...parsed.error, fieldErrors } };
}
