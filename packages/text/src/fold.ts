import { domainToUnicode } from 'node:url';
import { asciiDigit } from './phone.ts';

const apostrophes =
  /[\u0060\u00b4\u02b9\u02bb\u02bc\u02bd\u02c8\u02cb\u055a\u05f3\u2018\u2019\u201b\u2032\ua78c\uff07]/gu;
// Accents, vowel points and the like; not the marks that make another letter, as in Indic scripts and Japanese.
const marks = /(?!\u3099|\u309a)(?=[\p{sc=Inherited}\p{sc=Hebrew}\p{sc=Arabic}])\p{Mn}|\u0640/gu;

// Letters that are no base letter with a mark, and those that keyboards of one language write in two ways.
const letters: Readonly<Record<string, string>> = {
  ...{
    ß: 'ss',
    æ: 'ae',
    œ: 'oe',
    ø: 'o',
    đ: 'd',
    ð: 'd',
    þ: 'th',
    ł: 'l',
    ı: 'i',
    ħ: 'h',
    ŋ: 'n',
    ŧ: 't',
  },
  ...{ ĸ: 'k', ſ: 's', ƒ: 'f', ɓ: 'b', ɗ: 'd', ƙ: 'k', ǝ: 'e', ə: 'a', ς: 'σ' },
  ...{ ي: 'ی', ى: 'ی', ك: 'ک', ة: 'ه' },
};
const letter = new RegExp(`[${Object.keys(letters).join('')}]`, 'gu');

// How the languages that have these letters write them without.
const spelledOut: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  å: 'aa',
  ø: 'oe',
};

/** The form in which text is compared: lower case, without marks, digits and apostrophes of one kind. */
const fold = (text: string): string =>
  text
    .toLowerCase()
    .replace(apostrophes, "'")
    .normalize('NFKD')
    .replace(marks, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(letter, (found) => letters[found] ?? found)
    .replace(/\p{Nd}/gu, asciiDigit);

/** All forms in which the text may be searched: folded, and with umlauts spelled out. */
export const foldings = (text: string): string[] => {
  const spelled = text
    .toLowerCase()
    .normalize('NFC')
    .replace(/[äöüåø]/gu, (found) => spelledOut[found] ?? found);
  return [...new Set([fold(text), fold(spelled)])];
};

/** The same for an address, whose domain may be written in two ways. */
export function addressFoldings(text: string): string[] {
  const at = text.lastIndexOf('@');
  const domain = text.slice(at + 1);
  return foldings(
    `${text.slice(0, at + 1)}${domain.includes('xn--') ? domainToUnicode(domain) : domain}`,
  );
}
