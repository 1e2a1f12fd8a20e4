import { z } from 'zod';

// Control and format characters (line breaks, NUL, zero-width and direction marks) and lone surrogates have no place in a name.
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}]/u;

/** One line of text a person typed: NFC, trimmed, without invisible characters; blank counts as absent. */
export const line = (max: number) =>
  z
    .string()
    .transform((text) => text.normalize('NFC').trim())
    .pipe(
      z
        .string()
        .max(max, `has more than ${max} characters`)
        .refine((text) => !unprintable.test(text), 'contains characters that cannot be seen'),
    )
    .transform((text) => (text === '' ? null : text));

const address =
  /^[^\s@,;:<>()[\]\\"]+@[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?)+$/u;

/** The form of an e-mail address that sign-in and uniqueness go by. */
export const normalEmail = (typed: string): string => typed.trim().normalize('NFKC').toLowerCase();

/** An e-mail address as typed, with its normal form. */
export const email = z
  .string()
  .max(1_000, 'is too long')
  .transform((typed) => ({ typed: typed.trim(), normal: normalEmail(typed) }))
  .refine(({ normal }) => normal.length <= 254, 'has more than 254 characters')
  .refine(({ typed }) => !unprintable.test(typed), 'contains characters that cannot be seen')
  .refine(({ normal }) => address.test(normal), 'is not an e-mail address');

/** Fields of a profile, all optional: absent stays, null clears. */
export const profile = z.object({
  firstName: line(100).nullish(),
  lastName: line(100).nullish(),
  phone: line(50).nullish(),
});
export type ProfileChange = z.output<typeof profile>;
