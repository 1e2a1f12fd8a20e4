import { badUserInput } from '@customer-graph/subgraph';
import { getCountries, getCountryCallingCode } from 'libphonenumber-js/min';
import { cleanLine, isStorable } from './clean.ts';
import { normalEmail } from './email.ts';
import { addressFoldings, foldings } from './fold.ts';
import { parseInternational, phoneText, withPlus } from './phone.ts';
import { cut, withoutSeparators, wordsOf } from './search-key.ts';

/** A condition on the words of a key. */
type Term =
  | { readonly word: string; readonly whole?: boolean }
  | { readonly all: readonly Term[] }
  | { readonly any: readonly Term[] };

/** A search, ready for a statement. */
export interface Search {
  /** A tsquery over the words of keys, each word with its store in front. */
  readonly query: string;
  /** A LIKE pattern for the beginning of an e-mail address; null where it cannot be one. */
  readonly prefix: string | null;
}

const maxLength = 254;
const maxWords = 20;
const separator = String.raw`[ ()./\p{Pd}\u2212\u30fb\u30fc]*`;
const extension = String.raw`[ ,;]*(?:;ext=|ext\.|ext|x|#|dw|durchwahl|[,;]) *\p{Nd}{1,8}`;
// Digits as telephone numbers have them, not next to a letter, as in C-64 or an address.
const digitRun = new RegExp(
  String.raw`(?<![\p{L}\p{N}@._][-.]?)[+(]*\p{Nd}(?:${separator}\p{Nd}){3,}${extension}(?![\p{L}\p{N}@_])` +
    String.raw`|(?<![\p{L}\p{N}@._][-.]?)[+(]*\p{Nd}(?:${separator}\p{Nd})*(?![\p{L}\p{N}@_]|[-.][\p{L}@])`,
  'giu',
);

/**
 * Reads a search by the rules of {@link searchKey}: everything typed must be found, in any order. Signs that mean something to
 * PostgreSQL mean nothing here.
 * @returns null for a blank search; a query that finds nothing where nothing is left to look for
 * @throws BAD_USER_INPUT for what is too long to be a search
 */
export function parseSearch(storeId: string, typed: string | null | undefined): Search | null {
  const search = cleanLine(typed ?? '');
  if (search === '') return null;
  if (search.length > maxLength || !isStorable(search))
    throw badUserInput(`search must be one line of at most ${maxLength} characters.`);
  const numbers: Term[] = [];
  const plain = search.normalize('NFKC').replace(/\btel:/gi, '');
  const rest = plain.replace(digitRun, (run) => {
    numbers.push(digitsTerm(phoneText(run).number));
    return ' ';
  });
  const words = rest.split(/\s+/).flatMap(tokenTerms);
  if (numbers.length + words.length > maxWords)
    throw badUserInput(`search must have at most ${maxWords} words.`);
  const written = { all: [...words, ...numbers] };
  if (written.all.length === 0) return { query: `'${escape(storeId)}'`, prefix: null };
  // "van der Berg" finds Vanderberg, too.
  const joined = words.length > 1 && numbers.length === 0 ? foldings(search).map(joinedTerm) : [];
  const prefix = /\s/.test(plain) ? null : `${normalEmail(plain).replace(/[\\%_]/g, '\\$&')}%`;
  return { query: toText({ any: [written, ...joined] }, storeId), prefix };
}

const joinedTerm = (folded: string): Term => ({ word: withoutSeparators(folded) });

/** What one token says: part of an address, a number of ours, or a word. */
function tokenTerms(token: string): Term[] {
  if (/@|xn--/i.test(token)) return addressTerms(token.replace(/^[<("'@]+|[>)"',;]+$/g, ''));
  const terms = foldings(token)
    .map((folded) => wordTerm(folded, token))
    .filter((term) => term !== null);
  return terms.length > 0 ? [{ any: terms }] : [];
}

const addressTerms = (token: string): Term[] =>
  token === '' ? [] : [{ any: addressFoldings(token).map((word) => ({ word })) }];

function wordTerm(folded: string, token: string): Term | null {
  const words = wordsOf(folded).map((word) => ({ word: withoutSeparators(word) }));
  if (words.length === 0) return null;
  const joined = { word: withoutSeparators(folded) };
  // Such as anna.schmidt, the beginning of an address.
  const dotted = /[._+-]/.test(folded)
    ? [{ word: folded.replace(/[^\p{L}\p{M}\p{N}]+$/u, '') }]
    : [];
  const numbers = numberTerms(token);
  const apart = words.length > 1 && numbers.length === 0 ? [{ all: words }] : [];
  return { any: [...numbers, ...apart, joined, ...dotted] };
}

/** C-64, c64 and C-000064 are the same number; with leading zeros also the beginning of one. */
function numberTerms(token: string): Term[] {
  const [, letters = '', digits = ''] = /^([a-z]{1,3})-?(\d{1,15})$/i.exec(token) ?? [];
  if (!digits) return [];
  const prefix = letters.toLowerCase();
  const whole = { word: `=${prefix}${digits.replace(/^0+(?=.)/, '')}`, whole: true };
  return digits.startsWith('0') ? [whole, { word: `#${prefix}${digits}` }] : [whole];
}

/** Digits are a number of ours as a whole, or the beginning of a telephone number in any of its spellings. */
function digitsTerm(run: string): Term {
  const [first = '', ...more] = run.match(/\d+/g) ?? [];
  const own = { word: `=${first.replace(/^0+(?=.)/, '')}`, whole: true };
  // So few would begin too many telephone numbers to be of use.
  if (run.length < shortest && run === first)
    return { any: [own, { word: first, whole: !first.startsWith('0') }] };
  const phones = phonePrefixes(run).map((word) => ({ word }));
  if (more.length === 0) return { any: [own, ...phones] };
  // Not enough for a telephone number: they may be words of a name.
  const apart = [first, ...more].map((word) => ({ word }));
  return {
    any: run.replace(/\D/g, '').length < shortestNational ? [{ all: apart }, ...phones] : phones,
  };
}

const shortest = 4;
const callingCodes = new Set<string>(
  getCountries().map((country) => getCountryCallingCode(country)),
);
// Shorter, and half the numbers of another country would do.
const shortestNational = 6;

function phonePrefixes(run: string): string[] {
  const number = withPlus(run.replace(/^\(+(?=\+)/, ''));
  const digits = number.replace(/\D/g, '');
  if (!number.startsWith('+')) {
    const national = digits.replace(/^0+(?=.)/, '');
    return national === digits ? [digits] : [digits, national];
  }
  const known = parseInternational(number);
  const plain = number.replace(/\(0\)/, '').replace(/\D/g, '');
  const code = [1, 2, 3]
    .map((length) => plain.slice(0, length))
    .find((each) => callingCodes.has(each));
  const national = code === undefined ? '' : plain.slice(code.length).replace(/^0+(?=.)/, '');
  return [
    ...new Set([
      ...(known ? [`${known.countryCallingCode}${known.nationalNumber}`] : []),
      plain,
      ...(code === undefined ? [] : [`${code}${national}`]),
      ...(national.length < shortestNational ? [] : [national]),
    ]),
  ];
}

const escape = (text: string): string => text.replace(/['\\]/g, '$&$&');

function toText(term: Term, storeId: string): string {
  if ('word' in term) return `'${escape(`${storeId}:${cut(term.word)}`)}'${term.whole ? '' : ':*'}`;
  const [parts, sign] = 'all' in term ? [term.all, ' & '] : [term.any, ' | '];
  return `(${parts.map((part) => toText(part, storeId)).join(sign)})`;
}
