import { rule, type FieldErrorCode } from '@customer-graph/subgraph';
import { z } from 'zod';
import { cleanLine, cleanText, isStorable, lengthOf } from './clean.ts';
import { canonicalCountry, canonicalLanguage, canonicalTimeZone } from './codes.ts';
import { parseEmail, type Outcome } from './email.ts';
import { parsePhone } from './phone.ts';

const storable = rule(
  'INVALID_CHARACTERS',
  'Must not contain control characters or invalid characters.',
);
const limited = (clean: (typed: string) => string, max: number) =>
  z
    .string()
    .transform(clean)
    .pipe(
      z
        .string()
        .refine(isStorable, storable)
        .refine(
          (text) => lengthOf(text) <= max,
          rule('TOO_LONG', `Must have at most ${max} characters.`),
        ),
    );
const notBlank = rule('REQUIRED', 'Must not be blank.');

/** One line of text that must not be blank. */
export const line = (max: number) => limited(cleanLine, max).refine(Boolean, notBlank);

/** One line of text; null when blank. */
export const optionalLine = (max: number) =>
  limited(cleanLine, max).transform((text) => text || null);

/** Text of one or more lines that must not be blank. */
export const text = (max: number) => limited(cleanText, max).refine(Boolean, notBlank);

const parsed = (parse: (typed: string) => Outcome) =>
  z.string().transform((typed, context) => {
    const outcome = parse(typed);
    if (outcome.ok) return outcome.value;
    context.addIssue({
      code: 'custom',
      message: outcome.message,
      params: { code: outcome.code },
    });
    return z.NEVER;
  });
const canonical = (
  canonicalOf: (typed: string) => string | null,
  code: FieldErrorCode,
  message: string,
) =>
  parsed((typed) => {
    const value = canonicalOf(typed);
    return value === null ? { ok: false, code, message } : { ok: true, value };
  });

/** An e-mail address in its one form. */
export const email = parsed(parseEmail);

/** A telephone number; null when blank. */
export const optionalPhone = z
  .string()
  .transform((typed) => cleanLine(typed) || null)
  .pipe(parsed(parsePhone).nullable());

/** A language tag in its canonical form. */
export const language = canonical(
  canonicalLanguage,
  'INVALID_LANGUAGE',
  'Must be a BCP 47 language tag such as de-AT.',
);

/** A country code in upper case. */
export const country = canonical(
  canonicalCountry,
  'INVALID_COUNTRY',
  'Must be an ISO 3166-1 alpha-2 country code such as AT.',
);

/** A time zone by its name. */
export const timeZone = canonical(
  canonicalTimeZone,
  'INVALID_TIME_ZONE',
  'Must be an IANA time zone such as Europe/Vienna.',
);
