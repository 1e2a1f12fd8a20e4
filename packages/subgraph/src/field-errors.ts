import type { z } from 'zod';

/** Every code that a refused field can carry. The description of `FieldError.code` in each schema lists the same. */
export const fieldErrorCodes = [
  'REQUIRED',
  'NOT_ALLOWED',
  'NOT_YOURS',
  'INVALID',
  'INVALID_CHARACTERS',
  'INVALID_EMAIL',
  'INVALID_PHONE',
  'INVALID_COUNTRY',
  'INVALID_LANGUAGE',
  'INVALID_CURRENCY',
  'INVALID_TIME_ZONE',
  'INVALID_ID',
  'TOO_SHORT',
  'TOO_LONG',
  'TOO_GUESSABLE',
  'TOO_FEW',
  'TOO_MANY',
  'OUT_OF_RANGE',
  'OVERFLOW',
  'TOO_EARLY',
  'TOO_LATE',
  'DUPLICATE',
  'CURRENCY_MISMATCH',
  'TOTAL_MISMATCH',
  'NOT_REFUNDABLE',
  'NOT_REVERSIBLE',
  'ALREADY_RECORDED',
  'SOURCE_ALREADY_USED',
] as const;

/** Stable name of what is wrong with a field. */
export type FieldErrorCode = (typeof fieldErrorCodes)[number];

const isFieldErrorCode = (code: unknown): code is FieldErrorCode =>
  (fieldErrorCodes as readonly unknown[]).includes(code);

/** The code and message of a rule: `schema.refine(isEven, rule('INVALID', 'Must be even.'))`. */
export const rule = (code: FieldErrorCode, message: string) => ({
  error: message,
  params: { code },
});

type Issue = z.core.$ZodRawIssue | z.core.$ZodIssue;

/** The code of an issue: what its rule named, or what its kind means. */
export function codeOf(issue: Issue): FieldErrorCode {
  switch (issue.code) {
    case 'custom': {
      const named: unknown = issue.params?.code;
      return isFieldErrorCode(named) ? named : 'INVALID';
    }
    case 'too_small':
      return tooSmall[issue.origin] ?? (Number(issue.minimum) <= 1 ? 'REQUIRED' : 'TOO_SHORT');
    case 'too_big':
      return tooBig[issue.origin] ?? 'TOO_LONG';
    case 'invalid_type':
      return issue.input == null ? 'REQUIRED' : 'INVALID';
    default:
      return 'INVALID';
  }
}

const tooSmall: Record<string, FieldErrorCode> = {
  number: 'OUT_OF_RANGE',
  int: 'OUT_OF_RANGE',
  bigint: 'OUT_OF_RANGE',
  date: 'TOO_EARLY',
  array: 'TOO_FEW',
};
const tooBig: Record<string, FieldErrorCode> = {
  number: 'OUT_OF_RANGE',
  int: 'OUT_OF_RANGE',
  bigint: 'OUT_OF_RANGE',
  date: 'TOO_LATE',
  array: 'TOO_MANY',
};

const messages: Partial<Record<FieldErrorCode, string>> = {
  REQUIRED: 'Required.',
  OUT_OF_RANGE: 'Must be a whole number within the allowed range.',
};

/** What to say where a rule has no message of its own: never a library's text. */
export const defaultMessage = (issue: z.core.$ZodRawIssue): string =>
  messages[codeOf(issue)] ?? 'Must be a valid value.';
