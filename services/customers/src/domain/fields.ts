import { scalars } from '@customer-graph/subgraph';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { z } from 'zod';

// Control and format characters (line breaks, NUL, zero-width and direction marks) and lone surrogates have no place in a name;
// the two joiners have one, without which Persian names and many emoji cannot be written.
const unprintable = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}]/u;
const visible = /[^\s\u200c\u200d]/u;
export const isPrintable = (text: string): boolean => !unprintable.test(text);
const unseen = 'contains characters that cannot be seen';

const trimmed = (form: 'NFC' | 'NFKC') =>
  z.string().transform((text) => (visible.test(text) ? text.normalize(form).trim() : ''));
const text = (max: number) =>
  z.string().max(max, `has more than ${max} characters`).refine(isPrintable, unseen);

/** One line of text a person typed: NFC, trimmed, without invisible characters; blank counts as absent. */
export const line = (max: number) =>
  trimmed('NFC')
    .pipe(text(max))
    .transform((value) => (value === '' ? null : value));

/** Like {@link line}, but not blank. */
export const requiredLine = (max: number) => trimmed('NFC').pipe(text(max).min(1, 'is blank'));

// What follows is deliberately narrower than RFC 5322: no quoted local parts, no comments, no bare host names.
const address =
  /^[^\s@,;:<>()[\]\\"\u200c\u200d]+@[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?)+$/u;

/** The form of an e-mail address that sign-in and uniqueness go by. */
export const normalEmail = (typed: string): string => typed.trim().normalize('NFKC').toLowerCase();

/** An e-mail address as typed, with its normal form. */
export const email = z
  .string()
  .max(1_000, 'is too long')
  .transform((typed) => ({ typed: typed.trim(), normal: normalEmail(typed) }))
  .refine(({ normal }) => normal.length <= 254, 'has more than 254 characters')
  .refine(({ typed, normal }) => isPrintable(typed) && isPrintable(normal), unseen)
  .refine(({ normal }) => address.test(normal), 'is not an e-mail address');
export type Email = z.output<typeof email>;

/** A telephone number: E.164 when it parses as an international one, as typed otherwise. */
const phone = trimmed('NFKC')
  .pipe(text(50).regex(/^(?:\+?(?:[\s()./-]*\d){3,20}[\s()./-]*)?$/, 'is not a telephone number'))
  .transform((typed) => {
    if (typed === '') return null;
    const parsed = parsePhoneNumberFromString(typed);
    return parsed?.isPossible() ? parsed.number : typed;
  });

/** A BCP 47 language tag in its canonical case. */
export const language = z.string().transform((tag, context) => {
  try {
    if (tag.length <= 35) return new Intl.Locale(tag).toString();
  } catch {
    // Falls through: not a tag.
  }
  context.addIssue({ code: 'custom', message: 'is not a BCP 47 language tag' });
  return z.NEVER;
});

/** An ISO 3166-1 alpha-2 country code in upper case. */
const country = z.string().transform((code, context) => {
  try {
    return z.string().parse(scalars.CountryCode.parseValue(code.toUpperCase()));
  } catch {
    context.addIssue({ code: 'custom', message: 'is not an ISO 3166-1 alpha-2 country code' });
    return z.NEVER;
  }
});

/** Fields of a profile, all optional: absent stays, null clears. */
export const profile = z.object({
  firstName: line(100).nullish(),
  lastName: line(100).nullish(),
  phone: phone.nullish(),
});

/** Fields of a postal address; those left out are empty. */
export const postalAddress = z.object({
  fullName: line(200).nullish(),
  company: line(200).nullish(),
  phone: phone.nullish(),
  line1: requiredLine(200),
  line2: line(200).nullish(),
  city: requiredLine(100),
  region: line(100).nullish(),
  postalCode: line(20).nullish(),
  countryCode: country,
  defaultFor: z.array(z.enum(['SHIPPING', 'BILLING'])).nullish(),
});
