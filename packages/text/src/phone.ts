import { parsePhoneNumberFromString, type PhoneNumber } from 'libphonenumber-js/min';
import { cleanLine, withoutIgnorable } from './clean.ts';
import type { Outcome } from './email.ts';

const extension =
  /[ ,;]*(?:;ext=|\b(?:extension|extn|ext|x|dw|durchwahl|poste|anexo|int)\b|доб|内線|[x#]|[,;])[ .:]*(\d{1,8})$/iu;
const digits = /^[ (]*\+?(?:[ ()./-]*\d){3,20}[ ()./-]*$/;

/** A number's parts as text: plain digits and separators, whatever it was typed or copied with. */
export interface PhoneText {
  readonly number: string;
  readonly extension: string | null;
}

/** Plain digits, separators and plus sign, without anything invisible. */
export function phoneText(typed: string): PhoneText {
  const text = withoutIgnorable(cleanLine(typed).normalize('NFKC'))
    .replace(/\p{M}/gu, '')
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(/[\p{Pd}\u2212\u30fc]/gu, '-')
    .replace(/[\u00b7\u2022\u2219\u30fb]/gu, '.')
    .replace(/^tel:\s*/i, '')
    .trim();
  const [label, more] = extension.exec(text) ?? [];
  const number = label === undefined ? text : text.slice(0, -label.length).trim();
  return { number, extension: more ?? null };
}

/** The value of a digit of any script; each script has its ten in a row that starts with a zero. */
export function asciiDigit(digit: string): string {
  let value = 0;
  const code = digit.codePointAt(0) ?? 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
}

/** Two zeros are how most countries dial what is written as a plus sign. */
export const withPlus = (number: string): string => number.replace(/^00 ?(?=[1-9])/, '+');

/** An international number that can exist; null for all others. */
export function parseInternational(number: string): PhoneNumber | null {
  const parsed = parsePhoneNumberFromString(withPlus(number));
  return parsed?.isPossible() ? parsed : null;
}

const refused: Outcome = {
  ok: false,
  code: 'INVALID_PHONE',
  message: 'Must be a telephone number such as +43 664 1234567.',
};

/** A telephone number: E.164 for an international one, with its extension; the plain form of what was typed otherwise. */
export function parsePhone(typed: string): Outcome {
  if (typed.length > 200) return refused;
  const { number, extension: more } = phoneText(typed);
  if (number.length > 40 || !digits.test(number)) return refused;
  const value = parseInternational(number)?.number ?? number;
  return { ok: true, value: more === null ? value : `${value} ext. ${more}` };
}
