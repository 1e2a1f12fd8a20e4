import { addressFoldings, foldings } from './fold.ts';
import { parseInternational, phoneText } from './phone.ts';

/** What somebody may be searched by. */
export interface Searchable {
  /** Parts of a name, as they are shown one behind the other. */
  readonly names: readonly (string | null | undefined)[];
  readonly email: string | null | undefined;
  readonly phone: string | null | undefined;
  /** Such as C-000064. */
  readonly number: string;
}

const longest = 100;

/** The beginning of a word that is too long to be kept. */
export const cut = (word: string): string => Array.from(word).slice(0, longest).join('');

const separators = /[^\p{L}\p{M}\p{N}']+/u;
/** Scripts that put no space between words. */
const unspaced =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}\u30fc]/u;

/** The words of a folded text: what stands between separators. */
export const wordsOf = (folded: string): string[] =>
  folded
    .split(separators)
    .map((word) => word.replace(/^'+|'+$/g, ''))
    .filter(Boolean);

export const withoutSeparators = (folded: string): string =>
  folded.replace(/[^\p{L}\p{M}\p{N}]/gu, '');

/**
 * The words that a record is found by, separated by spaces. {@link searchQuery} makes its terms by the same rules. A word
 * is found by its beginning; those that begin with `=` only as a whole, and `#` marks a number with its leading zeros.
 * Three words for the number come first.
 */
export function searchKey({ names, email, phone, number }: Searchable): string {
  const given = names.filter((name) => name != null);
  const words = [
    ...numberWords(number),
    ...given.flatMap(nameWords),
    ...joinedNames(given),
    ...(email ? addressWords(email) : []),
    ...(phone ? phoneWords(phone) : []),
  ];
  return [...new Set(words.map(cut))].join(' ');
}

/** O'Brien is found as obrien and brien, van der Berg as berg and vanderberg, Müller-Lüdenscheidt by each part. */
function nameWords(name: string): string[] {
  return foldings(name).flatMap((folded) => {
    const spaced = folded.split(/\s+/).map(withoutSeparators);
    const joined = spaced.map((_word, index) => spaced.slice(index).join(''));
    const words = wordsOf(folded).flatMap((word) => [withoutSeparators(word), ...word.split("'")]);
    return [...joined, ...spaced, ...words].filter(Boolean).flatMap(withEndings);
  });
}

/** Where no spaces are written, a word begins at each character. */
function withEndings(word: string): string[] {
  if (!unspaced.test(word)) return [word];
  const characters = Array.from(word).slice(0, 20);
  return characters.map((_first, index) => characters.slice(index).join(''));
}

/** Names of scripts without spaces are shown as one word, in either order. */
function joinedNames(names: readonly string[]): string[] {
  if (names.length < 2 || !names.some((name) => unspaced.test(name))) return [];
  return [names, names.toReversed()].flatMap((order) =>
    foldings(order.join('')).map(withoutSeparators),
  );
}

/** An address is found from each of its parts on: anna.schmidt@…, schmidt@…, example.com. */
function addressWords(email: string): string[] {
  return addressFoldings(email).flatMap((address) => {
    const starts = [...address.matchAll(/(?<=^|[.@+_-])[^.@+_=#-]/gu)].map(({ index }) => index);
    const top = address.lastIndexOf('.');
    return starts.filter((start) => start < top).map((start) => address.slice(start));
  });
}

const digitsOf = (text: string): string => text.replace(/\D/g, '');
const withoutTrunk = (digits: string): string => digits.replace(/^0+(?=.)/, '');

/** With its country, without, and as it is dialled within the country. */
function phoneWords(phone: string): string[] {
  const { number } = phoneText(phone);
  const known = parseInternational(number);
  const national = known
    ? [known.nationalNumber, digitsOf(known.formatNational().replace(/ ext\..*/, ''))]
    : [];
  const all = [known ? digitsOf(known.number) : digitsOf(number), ...national];
  return all.flatMap((digits) => [digits, withoutTrunk(digits)]).filter(Boolean);
}

function numberWords(number: string): string[] {
  const [, letters = '', digits = ''] = /^([a-z]+)-?(\d+)$/i.exec(number) ?? [];
  if (!digits) return [];
  const prefix = letters.toLowerCase();
  const value = withoutTrunk(digits);
  return [`=${prefix}${value}`, `=${value}`, `#${prefix}${digits}`];
}
